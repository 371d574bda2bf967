//! Patterns with `*` and `?`, against texts and against each other.

/// Whether a pattern matches everything that another one matches. A text without wildcards is a pattern, too.
///
/// A wildcard of the narrow pattern is taken as a character that only `*`, or for `?` also `?`, matches. So it may say no
/// of an oddly spelt pair that is covered, and never says yes of one that is not.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    let wide: Vec<char> = wide.chars().collect();
    let narrow: Vec<char> = narrow.chars().collect();
    let (mut w, mut n) = (0, 0);
    // Where the last `*` of the wide pattern is, and up to where it has swallowed the narrow one.
    let mut star: Option<(usize, usize)> = None;
    while n < narrow.len() {
        let is_one = w < wide.len()
            && wide[w] != '*'
            && narrow[n] != '*'
            && (wide[w] == '?' || wide[w] == narrow[n]);
        if is_one {
            w += 1;
            n += 1;
        } else if w < wide.len() && wide[w] == '*' {
            star = Some((w, n));
            w += 1;
        } else if let Some((at, swallowed)) = star {
            star = Some((at, swallowed + 1));
            w = at + 1;
            n = swallowed + 1;
        } else {
            return false;
        }
    }
    wide[w..].iter().all(|char| *char == '*')
}

/// Whether there is a text that both patterns match.
pub(super) fn overlaps(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    // reach[j]: the first i characters of one and the first j of the other can match the same text.
    let mut reach = vec![false; other.len() + 1];
    reach[0] = true;
    for j in 0..other.len() {
        reach[j + 1] = reach[j] && other[j] == '*';
    }
    for char in one {
        let mut next = vec![false; other.len() + 1];
        next[0] = reach[0] && char == '*';
        for j in 0..other.len() {
            next[j + 1] = if char == '*' || other[j] == '*' {
                // The star stands for nothing, or for what the other pattern has here.
                next[j] || reach[j + 1]
            } else {
                reach[j] && (char == '?' || other[j] == '?' || char == other[j])
            };
        }
        reach = next;
    }
    reach[other.len()]
}
