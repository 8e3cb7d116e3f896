//! `textDocument/semanticTokens`: figures of tables that agree with the others, figures of prose that agree with the cells
//! they state, and those that do not.

use tower_lsp::ls_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
};

use super::ledger::Ledger;
use super::prose::Prose;
use super::view::View;
use crate::report::prose::MentionKind;
use crate::rules::{Agreement, Reading};
use crate::text::TextRange;

/// The kinds of tokens: figures, which agree (first modifier), disagree (second), or stand in no relation.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![SemanticTokenType::NUMBER],
        token_modifiers: vec![SemanticTokenModifier::new("consistent"), SemanticTokenModifier::new("inconsistent")],
    }
}

const CONSISTENT: u32 = 1;
const INCONSISTENT: u32 = 2;

/// The tokens within a range, or in the whole document.
pub fn semantic_tokens(view: &View<'_>, range: Option<Range>) -> Option<SemanticTokens> {
    let range = range.map_or(view.whole(), |range| view.bytes(range));
    let mut figures: Vec<(TextRange, u32)> = Vec::new();
    for ledger in Ledger::of(view.document, range) {
        let cells = (0..ledger.table.cells.len()).filter(|cell| ledger.number(*cell).is_some());
        for cell in cells {
            let digits = ledger.placed.cell(cell).map(|found| ledger.placed.place(found.digits) + ledger.start);
            if let Some(digits) = digits.filter(|digits| digits.intersect(range).is_some()) {
                figures.push((digits, modifiers(&ledger, cell)));
            }
        }
    }
    for prose in Prose::of(view, range) {
        let stated = prose.figures().iter().filter(|figure| figure.mention.kind == MentionKind::Figure);
        let stated = stated.filter_map(|figure| Some((prose.place(figure), of_prose(figure.reading.as_ref()?))));
        figures.extend(stated.filter(|(place, _)| place.intersect(range).is_some()));
    }
    figures.sort_by_key(|(range, _)| range.start());
    figures.dedup_by(|next, before| next.0.start() < before.0.end());
    Some(SemanticTokens { result_id: None, data: encoded(view, &figures) })
}

fn modifiers(ledger: &Ledger<'_>, cell: usize) -> u32 {
    let residuals = ledger.relations(cell).filter_map(|relation| ledger.residual(relation));
    residuals.map(|residual| if residual == 0 { CONSISTENT } else { INCONSISTENT }).max().unwrap_or(0)
}

fn of_prose(reading: &Reading) -> u32 {
    match reading.agreement {
        Agreement::Agrees => CONSISTENT,
        Agreement::Differs => INCONSISTENT,
        Agreement::Unsure => 0,
    }
}

/// Each token's place counts from the one before.
fn encoded(view: &View<'_>, figures: &[(TextRange, u32)]) -> Vec<SemanticToken> {
    let (mut line, mut column) = (0, 0);
    let mut tokens = Vec::with_capacity(figures.len());
    for (range, modifiers) in figures {
        let place = view.range(*range);
        // A token stands in one line.
        if place.start.line != place.end.line {
            continue;
        }
        let delta_line = place.start.line - line;
        let delta_start = if delta_line == 0 { place.start.character - column } else { place.start.character };
        (line, column) = (place.start.line, place.start.character);
        tokens.push(SemanticToken {
            delta_line,
            delta_start,
            length: place.end.character - place.start.character,
            token_type: 0,
            token_modifiers_bitset: *modifiers,
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    /// How many figures there are in all, and the ones that do not agree.
    fn tokens(text: &str) -> (usize, Vec<String>) {
        with_view(text, |view| {
            let tokens = semantic_tokens(view, None).expect("a list").data;
            let (mut line, mut column) = (0, 0);
            let mut inconsistent = Vec::new();
            for token in &tokens {
                line += token.delta_line;
                column = if token.delta_line == 0 { column + token.delta_start } else { token.delta_start };
                let text: Vec<u16> = view.text().line(line as usize).encode_utf16().collect();
                let own = &text[column as usize..(column + token.length) as usize];
                if token.token_modifiers_bitset == INCONSISTENT {
                    inconsistent.push(String::from_utf16_lossy(own));
                }
            }
            (tokens.len(), inconsistent)
        })
    }

    #[test]
    fn figures_that_disagree_are_told_apart() {
        // 14, 1, 13 and 2 in the prose.
        assert_eq!(tokens(REPORT), (10 + 175 + 15 + 4, Vec::new()));
        let wrong = REPORT.replacen("| 204 |", "| 205 |", 1);
        assert_eq!(tokens(&wrong).1, [""; 0], "it stands in no relation");
        let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", 1);
        let (_, found) = tokens(&wrong);
        assert_eq!(found.len(), 7 + 3, "the row, and the column's balance");
        assert!(found.contains(&"15".to_owned()));
    }

    #[test]
    fn prose_is_measured_by_the_cells() {
        let wrong = REPORT.replacen("上年结转1件", "上年结转3件", 1);
        assert_eq!(tokens(&wrong).1, ["3件"]);
    }
}
