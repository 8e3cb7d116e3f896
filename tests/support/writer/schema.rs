//! Rows and columns of the official forms, by cell key.

use super::model::Format;

pub const APPLICANTS: [(&str, &str); 7] = [
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("nonprofit", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other", "其他"),
    ("total", "总计"),
];

pub const GROUPS: [(&str, &str); 3] =
    [("review", "行政复议"), ("direct", "未经复议直接起诉"), ("after_review", "复议后起诉")];

pub const OUTCOMES: [(&str, &str); 5] = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 一、二、四
    Top,
    /// （一）…（七）
    Section,
    /// 1.…8. under a section
    Item,
}

/// A row of the requests table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub key: &'static str,
    pub level: Level,
    pub number: usize,
    pub text: &'static str,
    /// Number and name of the section above, for an item.
    pub section: (usize, &'static str),
}

const fn top(key: &'static str, number: usize, text: &'static str) -> Row {
    Row { key, level: Level::Top, number, text, section: (0, "") }
}

const fn section(key: &'static str, number: usize, text: &'static str) -> Row {
    Row { key, level: Level::Section, number, text, section: (0, "") }
}

const fn item(key: &'static str, section: (usize, &'static str), number: usize, text: &'static str) -> Row {
    Row { key, level: Level::Item, number, text, section }
}

const DENIED: (usize, &str) = (3, "不予公开");
const UNAVAILABLE: (usize, &str) = (4, "无法提供");
const UNPROCESSED: (usize, &str) = (5, "不予处理");
const OTHER: (usize, &str) = (6, "其他处理");

const COMMON: [Row; 20] = [
    top("new", 1, "本年新收政府信息公开申请数量"),
    top("carried_in", 2, "上年结转政府信息公开申请数量"),
    section("granted", 1, "予以公开"),
    section("partly_granted", 2, "部分公开"),
    item("denied.state_secret", DENIED, 1, "属于国家秘密"),
    item("denied.barred_by_law", DENIED, 2, "其他法律行政法规禁止公开"),
    item("denied.security", DENIED, 3, "危及“三安全一稳定”"),
    item("denied.third_party", DENIED, 4, "保护第三方合法权益"),
    item("denied.internal_affairs", DENIED, 5, "属于三类内部事务信息"),
    item("denied.process", DENIED, 6, "属于四类过程性信息"),
    item("denied.enforcement_file", DENIED, 7, "属于行政执法案卷"),
    item("denied.inquiry", DENIED, 8, "属于行政查询事项"),
    item("unavailable.not_held", UNAVAILABLE, 1, "本机关不掌握相关政府信息"),
    item("unavailable.needs_creation", UNAVAILABLE, 2, "没有现成信息需要另行制作"),
    item("unavailable.unclear", UNAVAILABLE, 3, "补正后申请内容仍不明确"),
    item("unprocessed.petition", UNPROCESSED, 1, "信访举报投诉类申请"),
    item("unprocessed.repeated", UNPROCESSED, 2, "重复申请"),
    item("unprocessed.publication", UNPROCESSED, 3, "要求提供公开出版物"),
    item("unprocessed.excessive", UNPROCESSED, 4, "无正当理由大量反复申请"),
    item("unprocessed.confirmation", UNPROCESSED, 5, "要求行政机关确认或重新出具已获取信息"),
];

const OTHER_2021: [Row; 3] = [
    item("other.not_corrected", OTHER, 1, "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    item("other.fee_unpaid", OTHER, 2, "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    item("other.other", OTHER, 3, "其他"),
];

/// The rows of the requests table, in the order of the form.
pub fn request_rows(format: Format) -> Vec<Row> {
    let mut rows = COMMON.to_vec();
    match format {
        Format::F2021 => rows.extend(OTHER_2021),
        Format::F2019 => rows.push(section("other", 6, "其他处理")),
    }
    rows.push(section("handled", 7, "总计"));
    rows.push(top("carried_out", 4, "结转下年度继续办理"));
    rows
}

/// Keys of the result rows: those that add up to `handled`.
pub fn result_keys(format: Format) -> Vec<&'static str> {
    request_rows(format)
        .into_iter()
        .map(|row| row.key)
        .filter(|key| !matches!(*key, "new" | "carried_in" | "handled" | "carried_out"))
        .collect()
}

/// One group of the disclosure table: item of art. 20, column headers, rows with their keys.
pub struct Article {
    pub item: &'static str,
    pub headers: &'static [(&'static str, &'static str)],
    pub rows: &'static [(&'static str, &'static str)],
}

const MADE: &[(&str, &str)] = &[("made", "本年制发件数"), ("repealed", "本年废止件数"), ("valid", "现行有效件数")];
const MADE_2019: &[(&str, &str)] =
    &[("made", "本年新制作数量"), ("disclosed", "本年新公开数量"), ("disclosed_total", "对外公开总数量")];
const DECISIONS: &[(&str, &str)] = &[("decisions", "本年处理决定数量")];
const PROJECTS: &[(&str, &str)] =
    &[("last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")];
const PENALTIES: &[(&str, &str)] = &[("penalty", "行政处罚"), ("coercion", "行政强制")];

const ARTICLES_2021: &[Article] = &[
    Article { item: "一", headers: MADE, rows: &[("regulations", "规章"), ("normative", "行政规范性文件")] },
    Article { item: "五", headers: DECISIONS, rows: &[("licensing", "行政许可")] },
    Article { item: "六", headers: DECISIONS, rows: PENALTIES },
    Article {
        item: "八", headers: &[("amount", "本年收费金额（单位：万元）")], rows: &[("fees", "行政事业性收费")]
    },
];

const ARTICLES_2019: &[Article] = &[
    Article { item: "一", headers: MADE_2019, rows: &[("regulations", "规章"), ("normative", "规范性文件")] },
    Article {
        item: "五",
        headers: PROJECTS,
        rows: &[("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")],
    },
    Article { item: "六", headers: PROJECTS, rows: PENALTIES },
    Article {
        item: "八",
        headers: &[("last_year", "上一年项目数量"), ("change", "本年增/减")],
        rows: &[("fees", "行政事业性收费")],
    },
    Article {
        item: "九",
        headers: &[("projects", "采购项目数量"), ("amount", "采购总金额")],
        rows: &[("procurement", "政府集中采购")],
    },
];

pub fn articles(format: Format) -> &'static [Article] {
    match format {
        Format::F2019 => ARTICLES_2019,
        Format::F2021 => ARTICLES_2021,
    }
}
