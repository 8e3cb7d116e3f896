//! `textDocument/hover`: what a cell is called and how its figure agrees with the others, what the law wants under a
//! heading, what a rule in an ignore comment is about, what a figure in prose states.

use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use super::convert;
use super::last_year::LastYear;
use super::ledger::Ledger;
use super::outline;
use super::prose;
use super::view::View;
use crate::finding::Locale;
use crate::format::skeleton::chinese_numeral;
use crate::format::{Format, Place};
use crate::rules;
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{TextRange, TextSize};

/// What there is to say of a place.
pub fn hover(view: &View<'_>, position: Position) -> Option<Hover> {
    let at = view.offset(position);
    let of_prose = || prose::hover(view, at).or_else(|| of_heading(view, at));
    let (text, range) = of_cell(view, at).or_else(|| of_rule(view, at)).or_else(of_prose)?;
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(view.range(range)) })
}

fn of_cell(view: &View<'_>, at: TextSize) -> Option<(String, TextRange)> {
    let (ledger, cell) = Ledger::at(view.document, at)?;
    let mut text = format!("**{}**\n", ledger.table.cell_name(cell, view.locale()));
    for relation in ledger.relations(cell) {
        let line = match (relation.place, view.locale()) {
            (Place::Row(_), Locale::ZhCn) => "本行",
            (Place::Row(_), Locale::En) => "row",
            (Place::Column(_), Locale::ZhCn) => "本列",
            (Place::Column(_), Locale::En) => "column",
            (Place::Cells, _) => ledger.line_name(relation),
        };
        let (colon, equation) = (view.locale().pick("：", ": "), ledger.equation(relation));
        text += &format!("\n- {line}{colon}`{equation}`");
    }
    if let Some(last) = LastYear::of(view, &ledger, cell) {
        text += &last.told(view, ledger.number(cell));
    }
    text += &prose::told_of_cell(view, &ledger, cell);
    Some((text, ledger.cell(cell)?))
}

fn of_rule(view: &View<'_>, at: TextSize) -> Option<(String, TextRange)> {
    let blocks = view.document.blocks();
    let (index, start) = blocks.at(at)?;
    let (_, block) = blocks.iter_from(index).next()?;
    let BlockKind::Directive(directive) = &block.kind else { return None };
    let (name, range) = directive.rules.iter().find(|(_, range)| (*range + start).contains_inclusive(at))?;
    let rule = rules::rule(name)?;
    let (summary, details) = (rule.summary.get(view.locale()), rule.details.get(view.locale()).trim());
    let link = convert::page(rule.name).map(|page| format!("\n\n<{}>", page.as_str())).unwrap_or_default();
    Some((format!("**`{name}`** {summary}\n\n{details}{link}"), *range + start))
}

fn of_heading(view: &View<'_>, at: TextSize) -> Option<(String, TextRange)> {
    let (start, report, section) = outline::reports(view, TextRange::empty(at)).find_map(|(start, report)| {
        let section = report.sections.iter().find(|section| (section.heading + start).contains_inclusive(at))?;
        Some((start, report, section))
    })?;
    let format = report.format.as_deref()?;
    Some((wanted(format, section.spec, view.locale()), section.heading + start))
}

/// What a section is for.
fn wanted(format: &Format, section: usize, locale: Locale) -> String {
    let spec = &format.sections[section];
    let (number, heading, source) = (chinese_numeral(spec.number), &spec.heading, &format.source);
    let mut text = format!("**{number}、{heading}**\n");
    if let Some(law) = law(&spec.key).filter(|_| format.is_annual_report) {
        text += &format!("\n{law}\n");
    }
    if !spec.aspects.is_empty() {
        text += &say!(locale, "\n应写明：\n", "\nSpeaks of:\n");
        for aspect in &spec.aspects {
            text += &format!("\n- {}", aspect.label);
        }
        text += "\n";
    }
    for table in format.tables.iter().filter(|table| table.section == Some(section)) {
        let (rows, cells) = (table.rows.len(), table.cells.len());
        text += &say!(
            locale,
            "\n应有规定格式的表格：{rows} 行，{cells} 格。\n",
            "\nHas its table: {rows} rows, {cells} cells.\n"
        );
    }
    text + &say!(locale, "\n依据：{source}", "\nSource: {source}")
}

/// What article 50 of the regulations wants of a section; quoted, so in Chinese for everyone.
fn law(section: &str) -> Option<&'static str> {
    Some(match section {
        "disclosure" => "《政府信息公开条例》第五十条第一项：行政机关主动公开政府信息的情况。",
        "requests" => "《政府信息公开条例》第五十条第二项：行政机关收到和处理政府信息公开申请的情况。",
        "proceedings" => "《政府信息公开条例》第五十条第三项：因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
        "problems" => {
            "《政府信息公开条例》第五十条第四项：政府信息公开工作存在的主要问题及改进情况，各级人民政府的政府信息公开工作\
             年度报告还应当包括工作考核、社会评议和责任追究结果情况。"
        }
        "other" => "《政府信息公开条例》第五十条第五项：其他需要报告的事项。",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, behind, with_view};
    use super::*;

    fn hovered(text: &str, needle: &str, nth: usize) -> Option<String> {
        with_view(text, |view| match hover(view, behind(view, needle, nth))?.contents {
            HoverContents::Markup(markup) => Some(markup.value),
            _ => None,
        })
    }

    #[test]
    fn a_cell_shows_its_relations_with_numbers() {
        let text = hovered(REPORT, "| 9 | 4 | 0 | 0 | 1 | 0 | 14", 0).expect("it is a cell");
        assert!(text.starts_with("**“一、本年新收政府信息公开申请数量”一行“总计”**"), "{text}");
        assert!(text.contains("- 本行：`14 = 9+4+0+0+1+0 ✓`"), "{text}");
        assert!(text.contains("- 本列：`14+1 = 13+2 ✓`"), "{text}");
        let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 |  | 0 | 0 | 1 | 0 | 14 |", 1);
        let text = hovered(&wrong, "|  | 0 | 0 | 1 | 0 | 14", 0).expect("it is a cell");
        assert!(text.contains("14 = 9+空+0+0+1+0 ✗"), "{text}");
    }

    #[test]
    fn a_heading_shows_what_the_law_wants() {
        let text = hovered(REPORT, "## 五、", 0).expect("it is a heading");
        assert!(text.contains("第五十条第四项") && text.contains("〔2021〕30号"), "{text}");
        assert!(hovered(REPORT, "## 一、", 0).is_some_and(|text| text.contains("\n- 监督保障情况")));
        assert!(hovered(REPORT, "## 三、", 0).is_some_and(|text| text.contains("175 格")));
    }

    #[test]
    fn a_rule_in_a_comment_is_explained() {
        let text = REPORT.replacen("## 二", "<!-- gouji-ignore blank-cell -->\n\n## 二", 1);
        let hovered = hovered(&text, "gouji-ignore blank", 0).expect("it is a rule");
        assert!(hovered.starts_with("**`blank-cell`** 表格里有空着的格"), "{hovered}");
    }

    #[test]
    fn elsewhere_there_is_nothing_to_say() {
        assert_eq!(hovered(REPORT, "严格落实", 0), None);
        assert_eq!(hovered("甲", "甲", 0), None);
    }
}
