//! See [`RULE`].

use super::{Bilingual, FixKind, Group, Rule};
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::say;
use crate::text::TextRange;

/// A file named on the command line that is no report.
pub static RULE: Rule = Rule {
    name: "not-a-report",
    group: Group::Tool,
    severity: Severity::Info,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "指名检查的文件不是政府信息公开工作年度报告",
        en: "A file named on the command line is no such report",
    },
    details: Bilingual {
        zh: "\
在命令行里直接写出文件名，而文件里认不出年度报告（没有足够的规定标题、表格栏目），就用这一条说明没有检查，\
免得误以为“没有问题”。

以下不提示：检查整个文件夹时碰到的其他文件；编辑器里打开的其他文件。",
        en: "\
A file that was named on the command line, and in which no annual report can be made out (too few of its headings and \
table labels), says so: silence would look like approval.

Silent about other files met in a folder, and about other files open in an editor.",
    },
    flagged: "
会议纪要

二、研究部署近期重点工作。
",
    clean: "
{report}
",
    // The command line knows which files were named; see `finding`.
    check: |_| {},
};

/// The finding about a document in which there is no report; none where there is one, or the rule is off.
pub fn finding(document: &Document) -> Option<Finding> {
    let settings = document.settings();
    let severity = settings.severity_without_format(RULE.name, RULE.severity).filter(|_| !document.is_report())?;
    let message = say!(
        settings.locale,
        "没有认出政府信息公开工作年度报告，未检查。",
        "This does not look like a government information disclosure annual report; it was not checked."
    );
    let range = TextRange::default();
    let (related, fixes) = (Vec::new(), Vec::new());
    Some(Finding { rule: RULE.name, severity, range, message, related, fixes, data: None })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::REPORT;
    use super::*;

    #[test]
    fn says_so_where_there_is_no_report() {
        let of = |text: &str| finding(&Document::new(text, Arc::default()));
        assert_eq!(of(RULE.flagged).map(|finding| finding.severity), Some(Severity::Info));
        assert!(of("").is_some());
        assert_eq!(of(REPORT), None);
    }
}
