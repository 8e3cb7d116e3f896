//! Reads a format file and checks it; every error names its place and, where one is near, the right word.

use std::collections::HashMap;

use toml::Spanned;

use super::equation::{self, Term};
use super::error::FormatError;
use super::raw::{RawColumn, RawEach, RawFormat, RawLayout, RawRelation, RawSection, RawSeverity, RawTable};
use super::spelling::{Spelling, spellings};
use super::{Aspect, CellSpec, Column, ColumnSet, Format, Group, Place, Relation, Row, Section, Table};
use crate::relation::{System, SystemError};
use crate::text::label_key;

/// Reads a format file.
///
/// # Errors
/// The first thing that is wrong with it: TOML, a key that is not known, a name that nothing has, an equation that
/// cannot be read, two cells with one key.
pub fn load(text: &str) -> Result<Format, FormatError> {
    let raw: RawFormat = toml::from_str(text).map_err(|error| FormatError::from_toml(&error))?;
    if let Some(words) = raw.words.as_ref().filter(|words| words.as_ref() != "annual-report") {
        let known = ["annual-report"].into_iter();
        return Err(FormatError::unknown("用语表", words.as_ref(), words.span(), known));
    }
    let sections: Vec<Section> = raw.section.iter().map(section).collect();
    let tables = raw.table.iter().map(|table| compile_table(table, &sections)).collect::<Result<Vec<_>, _>>()?;
    unique(raw.table.iter().map(|table| &table.key), "表")?;
    unique(raw.section.iter().map(|section| &section.key), "部分")?;
    let severity = |severity: &RawSeverity| match severity {
        RawSeverity::Level(level) => Some(*level),
        RawSeverity::Off(_) => None,
    };
    Ok(Format {
        severities: raw.rules.iter().map(|(rule, level)| (rule.clone(), severity(level))).collect(),
        words: Spelling::of(&raw),
        is_annual_report: raw.words.is_some(),
        name: raw.name,
        source: raw.source,
        from: raw.years.from,
        to: raw.years.to,
        title: raw.title,
        sections,
        tables,
    })
}

fn unique<'a>(keys: impl Iterator<Item = &'a Spanned<String>>, what: &str) -> Result<(), FormatError> {
    let mut seen = std::collections::HashSet::new();
    for key in keys {
        if !seen.insert(key.as_ref()) {
            let message = format!("{what}的键 `{}` 重复（duplicate key）", key.as_ref());
            return Err(FormatError::new(message, key.span()));
        }
    }
    Ok(())
}

fn section(raw: &RawSection) -> Section {
    let aspect = |aspect: &super::raw::RawAspect| Aspect {
        key: aspect.key.clone(),
        label: aspect.label.clone(),
        words: aspect.words.clone(),
    };
    Section {
        key: raw.key.as_ref().clone(),
        number: raw.number,
        heading: raw.heading.clone(),
        aspects: raw.aspect.iter().map(aspect).collect(),
        generic: raw.generic,
    }
}

fn compile_table(raw: &RawTable, sections: &[Section]) -> Result<Table, FormatError> {
    let section = match &raw.section {
        None => None,
        Some(name) => Some(sections.iter().position(|section| section.key == *name.as_ref()).ok_or_else(|| {
            FormatError::unknown("部分", name.as_ref(), name.span(), sections.iter().map(|section| &*section.key))
        })?),
    };
    let column_sets: Vec<ColumnSet> = raw.columns.iter().map(|(name, columns)| column_set(name, columns)).collect();
    for columns in raw.columns.values() {
        unique(columns.iter().map(|column| &column.key), "列")?;
    }
    let mut table = Table {
        key: raw.key.as_ref().clone(),
        label: raw.label.clone(),
        section,
        side_by_side: raw.layout == RawLayout::SideBySide,
        corner: raw.corner.clone(),
        head: raw.head.clone(),
        column_sets,
        groups: Vec::new(),
        rows: Vec::new(),
        cells: Vec::new(),
        relations: Vec::new(),
        system: System::default(),
    };
    add_rows(&mut table, raw)?;
    unique(raw.group.iter().flat_map(|group| group.rows.iter().map(|row| &row.key)), "行")?;
    for relation in &raw.relation {
        add_relations(&mut table, relation)?;
    }
    table.system = system(&table).map_err(|error| FormatError::new(error.to_string(), raw.key.span()))?;
    Ok(table)
}

/// The table's relations as equations over its cells.
fn system(table: &Table) -> Result<System, SystemError> {
    let equation = |relation: &Relation| {
        let terms = crate::relation::Relation::new(relation.terms.iter().copied());
        match relation.total {
            Some(total) => terms.with_total(total),
            None => terms,
        }
    };
    System::new(table.cells.len(), table.relations.iter().map(equation).collect())
}

fn column_set(name: &str, columns: &[RawColumn]) -> ColumnSet {
    let column = |raw: &RawColumn| Column {
        key: raw.key.as_ref().clone(),
        label: raw.label.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.label.clone()),
        under: raw.under.clone(),
        kind: raw.kind,
        unit: raw.unit.clone(),
    };
    ColumnSet { name: name.to_owned(), columns: columns.iter().map(column).collect() }
}

fn add_rows(table: &mut Table, raw: &RawTable) -> Result<(), FormatError> {
    for group in &raw.group {
        let name = group.columns.as_ref();
        let columns = table.column_sets.iter().position(|set| set.name == *name).ok_or_else(|| {
            FormatError::unknown("列组", name, group.columns.span(), raw.columns.keys().map(String::as_str))
        })?;
        let first = table.rows.len();
        for row in &group.rows {
            let index = table.rows.len();
            let under = if row.under.is_empty() { &group.under } else { &row.under };
            table.rows.push(Row {
                key: row.key.as_ref().clone(),
                label: row.label.clone(),
                spellings: std::iter::once(&row.label)
                    .chain(&row.variants)
                    .flat_map(|label| spellings(label, under))
                    .map(|spelling| label_key(&spelling))
                    .collect(),
                name: row.name.clone().unwrap_or_else(|| row_name(&row.label, under)),
                under: under.clone(),
                group: table.groups.len(),
                columns,
                first_cell: table.cells.len(),
            });
            let keys = table.column_sets[columns].columns.iter().enumerate();
            table.cells.extend(keys.map(|(column, spec)| CellSpec {
                key: format!("{}.{}.{}", table.key, row.key.as_ref(), spec.key),
                row: index,
                column,
            }));
        }
        table.groups.push(Group {
            label: group.label.clone(),
            header: group.header.clone(),
            columns,
            rows: first..table.rows.len(),
        });
    }
    Ok(())
}

/// `（三）不予公开` and `4.保护第三方合法权益` make `不予公开—4.保护第三方合法权益`; a remark in brackets is left out.
fn row_name(label: &str, under: &[String]) -> String {
    let plain = |label: &str| {
        let label = label.strip_prefix('（').and_then(|rest| rest.split_once('）')).map_or(label, |(_, rest)| rest);
        label.split('（').next().unwrap_or(label).to_owned()
    };
    match under {
        [_, .., last] => format!("{}—{}", plain(last), plain(label)),
        _ => plain(label),
    }
}

fn add_relations(table: &mut Table, raw: &RawRelation) -> Result<(), FormatError> {
    let rule =
        crate::format::RELATION_RULES.iter().find(|rule| **rule == raw.rule.as_ref().as_str()).ok_or_else(|| {
            let known = crate::format::RELATION_RULES.iter().copied();
            FormatError::unknown("勾稽规则", raw.rule.as_ref(), raw.rule.span(), known)
        })?;
    // Inside the quotes of a one-line string; the equation's own offsets start there.
    let base = raw.equation.span().start + 1;
    let parsed = equation::parse(raw.equation.as_ref())
        .map_err(|error| FormatError::new(error.message, base + error.range.start..base + error.range.end))?;
    let names = Names { table, each: raw.each, base };
    let left = names.resolve(&parsed.left)?;
    let right = names.resolve(&parsed.right)?;
    let relations = names.relations(rule, &left, &right);
    if relations.is_empty() {
        let message = "没有哪一行（列）具备等式中的全部名称（nothing has all names of this equation）";
        return Err(FormatError::new(message, raw.equation.span()));
    }
    table.relations.extend(relations);
    Ok(())
}

/// A resolved term: coefficient and what it names within the relation's kind.
type Resolved = (i64, String);

struct Names<'a> {
    table: &'a Table,
    each: RawEach,
    /// Byte of the file at which the equation starts.
    base: usize,
}

impl Names<'_> {
    fn resolve(&self, terms: &[Term<'_>]) -> Result<Vec<Resolved>, FormatError> {
        let known = self.known();
        let mut resolved = Vec::new();
        for term in terms {
            let before = resolved.len();
            match term.name.strip_suffix('*') {
                Some(prefix) => resolved.extend(
                    known.iter().filter(|name| name.starts_with(prefix)).map(|name| (term.coefficient, name.clone())),
                ),
                None => resolved.extend(
                    known.iter().filter(|name| *name == term.name).map(|name| (term.coefficient, name.clone())),
                ),
            }
            if resolved.len() == before {
                let range = self.base + term.range.start..self.base + term.range.end;
                let what = if self.each == RawEach::Row { "列" } else { "行" };
                return Err(FormatError::unknown(what, term.name, range, known.iter().map(String::as_str)));
            }
        }
        Ok(resolved)
    }

    /// Every name that the equation may use, in order and without repeats.
    fn known(&self) -> Vec<String> {
        let mut names: Vec<String> = match self.each {
            RawEach::Row => {
                let columns = self.table.column_sets.iter().flat_map(|set| &set.columns);
                columns.map(|column| column.key.clone()).collect()
            }
            RawEach::Column => self.table.rows.iter().map(|row| row.key.clone()).collect(),
            RawEach::Table => self.table.cells.iter().map(|cell| self.local(&cell.key).to_owned()).collect(),
        };
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// `row.column` of a cell's key.
    fn local<'k>(&self, key: &'k str) -> &'k str {
        &key[self.table.key.len() + 1..]
    }

    fn relations(&self, rule: &'static str, left: &[Resolved], right: &[Resolved]) -> Vec<Relation> {
        let by_key: HashMap<&str, usize> =
            self.table.cells.iter().enumerate().map(|(index, cell)| (self.local(&cell.key), index)).collect();
        let relation = |place, key: &dyn Fn(&str) -> String| {
            let cell = |(coefficient, name): &Resolved| Some((*by_key.get(&*key(name))?, *coefficient));
            let terms: Vec<(usize, i64)> = left.iter().chain(right).map(cell).collect::<Option<_>>()?;
            let total = if left.len() == 1 { Some(terms[0].0) } else { None };
            Some(Relation { rule, terms, total, place })
        };
        match self.each {
            RawEach::Row => {
                let rows = self.table.rows.iter().enumerate();
                rows.filter_map(|(index, row)| relation(Place::Row(index), &|name| format!("{}.{name}", row.key)))
                    .collect()
            }
            RawEach::Column => {
                let mut columns: Vec<&str> = Vec::new();
                for column in self.table.column_sets.iter().flat_map(|set| &set.columns) {
                    if !columns.contains(&&*column.key) {
                        columns.push(&column.key);
                    }
                }
                let columns = columns.into_iter().enumerate();
                columns
                    .filter_map(|(index, column)| relation(Place::Column(index), &|name| format!("{name}.{column}")))
                    .collect()
            }
            RawEach::Table => relation(Place::Cells, &str::to_owned).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: &str = r#"
name = "budget"
title = "部门预算表"

[[section]]
key = "spending"
number = 2
heading = "支出预算"

[[table]]
key = "spending"
section = "spending"
label = "支出预算表"
[table.columns]
years = [{ key = "last", label = "上年预算数" }, { key = "this", label = "本年预算数", kind = "amount" }]
[[table.group]]
columns = "years"
rows = [{ key = "staff", label = "人员经费" }, { key = "goods", label = "公用经费" }, { key = "all", label = "合计" }]
[[table.relation]]
rule = "handled-total"
each = "column"
equation = "all = staff + goods"
"#;

    #[track_caller]
    fn error(from: &str, to: &str) -> (String, Option<String>) {
        assert!(BUDGET.contains(from));
        let text = BUDGET.replacen(from, to, 1);
        let error = load(&text).expect_err("the file is wrong");
        (text[error.range].to_owned(), error.suggestion)
    }

    #[test]
    fn a_format_of_another_kind_loads() {
        let format = load(BUDGET).unwrap();
        let relations = &format.tables[0].relations;
        assert_eq!(relations.len(), 2);
        assert_eq!(relations[1].terms, [(5, 1), (1, -1), (3, -1)]);
        assert_eq!(relations[1].total, Some(5));
    }

    #[test]
    fn errors_have_a_place_and_a_suggestion() {
        assert_eq!(error("[table.columns]", "colums = 1\n[table.columns]"), ("colums".into(), Some("columns".into())));
        assert_eq!(error("staff + goods", "staf + goods"), ("staf".into(), Some("staff".into())));
        assert_eq!(error("\"years\"", "\"year\""), ("\"year\"".into(), Some("years".into())));
        assert_eq!(error("\"handled-total\"", "\"handledtotal\"").1, Some("handled-total".into()));
        assert_eq!(error("section = \"spending\"", "section = \"xyz\""), ("\"xyz\"".into(), None));
        assert_eq!(error("key = \"goods\"", "key = \"staff\"").0, "\"staff\"");
        assert_eq!(error("kind = \"amount\"", "kind = \"amuont\"").1, Some("amount".into()));
    }

    #[test]
    fn labels_are_spelt_with_and_without_what_stands_around_them() {
        let all = spellings("（二）部分公开（区分处理的）", &["三、本年度办理结果".into()]);
        for spelling in [
            "（二）部分公开",
            "部分公开",
            "本年度办理结果（二）部分公开",
            "三、本年度办理结果（二）部分公开（区分处理的）",
        ] {
            assert!(all.contains(&spelling.to_owned()), "{spelling} in {all:?}");
        }
        assert!(!spellings("3.其他", &[]).contains(&"其他".to_owned()));
    }
}
