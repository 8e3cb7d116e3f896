//! Reads a format file and checks it; every error names its place and, where one is near, the right word.

use toml::Spanned;

use super::error::FormatError;
use super::names;
use super::raw::{RawColumn, RawFormat, RawLayout, RawSection, RawSeverity, RawTable};
use super::spelling::{Spelling, spellings};
use super::{Aspect, CellSpec, Column, ColumnSet, Format, Group, Relation, Row, Section, Table, skeleton};
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
    if raw.name.as_ref().trim().is_empty() {
        return Err(FormatError::new("名称不能为空（the name is empty）", raw.name.span()));
    }
    if let Some((from, to)) = raw.years.from.zip(raw.years.to).filter(|(from, to)| from > to) {
        let message = format!("适用年度 {from} 至 {to} 先后颠倒（the years run backwards）");
        return Err(FormatError::new(message, text.find("years").map_or(0..0, |at| at..at + "years".len())));
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
        by_key: std::sync::OnceLock::new(),
        words: Spelling::of(&raw),
        is_annual_report: raw.words.is_some(),
        name: raw.name.into_inner(),
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
        across_years: Vec::new(),
        prints: skeleton::Prints::default(),
    };
    add_rows(&mut table, raw)?;
    unique(raw.group.iter().flat_map(|group| group.rows.iter().map(|row| &row.key)), "行")?;
    for relation in &raw.relation {
        let relations = names::relations(&table, relation)?;
        table.relations.extend(relations);
    }
    for relation in &raw.across_years {
        let across = names::across_years(&table, relation)?;
        table.across_years.extend(across);
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
    fn what_follows_from_last_year() {
        let across =
            "\n[[table.across-years]]\nrule = 'carried-over'\neach = 'row'\nequation = 'last = last.this - 2 * this'\n";
        let format = load(&format!("{BUDGET}{across}")).unwrap();
        let [staff, _, _] = &format.tables[0].across_years[..] else { panic!("one for each row") };
        let terms: Vec<_> = staff.terms.iter().map(|term| (term.is_last, term.cell, term.coefficient)).collect();
        assert_eq!((staff.cell, terms), (0, vec![(true, 1, 1), (false, 1, -2)]));
        for (equation, place) in [
            ("last = this", "'last = this'"),
            ("last.this = this", "'last.this = this'"),
            ("last = last.thsi", "last.thsi"),
        ] {
            let text = format!("{BUDGET}{}", across.replace("last = last.this - 2 * this", equation));
            let error = load(&text).expect_err("nothing follows");
            assert_eq!(&text[error.range], place);
        }
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
