//! Frameworks section by section, and sets step by step: plain tables that need no script.

use super::super::escape::is_web_address;
use super::super::words;
use super::tables::{class, text};
use crate::model::report::Report;
use crate::model::view::View;

/// All views of a report; nothing where none was asked for.
pub(super) fn views(report: &Report) -> String {
    report.views.iter().map(view).collect()
}

fn view(view: &View) -> String {
    let mut page = format!(
        "<section class=\"view\">\n<h2>{}: {}</h2>\n",
        text(&view.id),
        text(&words::view_title(view))
    );
    if let Some(url) = view.url.as_deref().filter(|url| is_web_address(url)) {
        page.push_str(&format!(
            "<p class=\"quiet\"><a href=\"{0}\" rel=\"noreferrer noopener\">{0}</a></p>\n",
            text(url)
        ));
    }
    for line in words::view_counts(view) {
        page.push_str(&format!("<p>{}.</p>\n", text(&line)));
    }
    let (part, _) = view.kind.parts();
    page.push_str(&format!(
        "<table>\n<thead><tr><th scope=\"col\">{part}</th><th scope=\"col\">about</th><th scope=\"col\">status</th>\
         <th scope=\"col\">controls</th></tr></thead>\n<tbody>\n"
    ));
    for section in &view.sections {
        let controls = section.held.controls.iter().map(|control| {
            format!(
                "<li><code>{}</code> {}</li>",
                text(&control.id),
                text(&words::in_section(control))
            )
        });
        let status = section.held.status;
        page.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td class=\"status {}\">{}</td><td><ul class=\"plain\">{}</ul></td></tr>\n",
            text(&section.id),
            text(section.about.as_deref().unwrap_or_default()),
            status.map_or_else(|| "quiet".to_owned(), class),
            words::section_status(status).replace('_', " "),
            controls.collect::<String>()
        ));
    }
    page.push_str("</tbody>\n</table>\n");
    if !view.not_judged.is_empty() {
        let others = view.not_judged.iter().map(|part| {
            format!(
                "<li><code>{}</code> {}</li>\n",
                text(&part.id),
                text(part.about.as_deref().unwrap_or_default())
            )
        });
        page.push_str(&format!(
            "<details><summary>{}</summary>\n<ul class=\"plain\">\n{}</ul>\n</details>\n",
            text(&words::not_judged(view)),
            others.collect::<String>()
        ));
    }
    page.push_str("</section>\n");
    page
}
