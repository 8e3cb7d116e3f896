//! What a cell of the tables follows from in last year's report, or was there.

use tower_lsp::ls_types::Location;

use super::convert;
use super::ledger::Ledger;
use super::view::View;
use crate::beside::Neighbour;
use crate::say;
use crate::text::Number;

/// A cell of last year's report.
pub struct LastYear<'a> {
    previous: &'a Neighbour,
    /// Its key there.
    key: &'a str,
    /// Whether this year's cell must hold the same.
    must_be_same: bool,
}

impl<'a> LastYear<'a> {
    /// The one for a cell: that from which it follows alone, such as what was carried out of last year for what was
    /// carried into this one; else the same one.
    pub fn of(view: &View<'a>, ledger: &'a Ledger<'_>, cell: usize) -> Option<LastYear<'a>> {
        let previous = view.surroundings.beside(ledger.report)?.previous.as_ref()?;
        let table = ledger.table;
        let follows = table.across_years.iter().find(|across| across.cell == cell);
        let only = follows.and_then(|across| match across.terms.as_slice() {
            [term] if term.is_last && term.coefficient == 1 => Some(term.cell),
            _ => None,
        });
        let key = &table.cells[only.unwrap_or(cell)].key;
        previous.digest.figure(key)?;
        Some(LastYear { previous, key, must_be_same: only.is_some() })
    }

    /// Where it stands.
    pub fn location(&self, view: &View<'_>) -> Option<Location> {
        let range = self.previous.cell(self.key)?;
        convert::location(&self.previous.path, range, view.facts.encoding, &view.facts.library)
    }

    /// What a person is told of it, as an item of a list.
    pub fn told(&self, view: &View<'_>, own: Option<Number>) -> String {
        let figure = self.previous.digest.figure(self.key).and_then(|figure| figure.value);
        let year = self.previous.digest.year.unwrap_or_default();
        let said = figure.map_or_else(|| view.locale().pick("空白", "blank").to_owned(), |figure| figure.to_string());
        let name = convert::file_name(&self.previous.path);
        if !self.must_be_same {
            return say!(
                view.locale(),
                "\n- 上年（{year}年，{name}）：{said}",
                "\n- last year ({year}, {name}): {said}"
            );
        }
        let zero = Number::ZERO;
        let is_same = figure.unwrap_or(zero).plus(own.unwrap_or(zero).negated()).is_zero();
        let sign = if is_same { "✓" } else { "✗" };
        say!(
            view.locale(),
            "\n- 上年结转下来（{year}年，{name}）：{said} {sign}",
            "\n- carried over from last year ({year}, {name}): {said} {sign}"
        )
    }
}
