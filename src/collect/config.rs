//! AWS Config: its own settings, the configuration items that it keeps of other resources, and what it recorded of the audit
//! plane over time.

mod aggregation;
mod deleted;
mod history;
mod items;
mod recorder;
mod rules;
mod settings;

use super::context::Context;

/// Reads what the plan wants of AWS Config in a region.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    // What a recorder records decides what an empty answer about items means, so it is known before they are read.
    let items_after_recorders = async {
        let recorders = recorder::collect(cx, region).await;
        items::collect(cx, region, recorders.as_deref()).await;
    };
    futures::join!(
        items_after_recorders,
        settings::delivery_channels(cx, region),
        settings::retention(cx, region),
        aggregation::aggregators(cx, region),
        aggregation::authorizations(cx, region),
        rules::rules(cx, region),
        rules::conformance_packs(cx, region),
    );
}

/// Reads what AWS Config recorded of the audit plane's resources over time, once those are known.
pub(super) async fn collect_recorded(cx: &Context<'_>, regions: &[&str]) {
    futures::join!(history::collect(cx, regions), deleted::collect(cx, regions));
}
