//! Sentences that state the figures of the tables: requests, outcomes, proceedings.

use super::phrases::{Phrases, percentage};

const NONE: &[&str] = &[
    "{y}年，{o}未收到政府信息公开申请。",
    "本年度未收到政府信息公开申请，无上年结转申请。",
    "{y}年度，{whole}共收到政府信息公开申请{N}件。",
    "全年没有收到公民、法人和其他组织提出的政府信息公开申请。",
    "{y}年，{o}未接到政府信息公开申请，未发生相关投诉举报。",
    "{y}年，{o}收到政府信息公开申请{N}件，办结{H}件，结转下年度继续办理{O}件。",
];

/// Nothing carried in, nothing carried out.
const SIMPLE: &[&str] = &[
    "{y}年，{whole}共收到政府信息公开申请{N}件，均已按时办结。",
    "全年共受理政府信息公开申请{N}件，全部在法定期限内答复。",
    "{y}年，{o}新收政府信息公开申请{N}件，已全部依法依规答复申请人，按时答复率100%。",
    "本年度收到政府信息公开申请{N}件，办结{H}件，无结转下年度办理件。",
    "{y}年共收到{N}件政府信息公开申请，已办结{H}件。",
    "{y}年，{whole}收到并办理政府信息公开申请{N}件，均在规定时限内办结。",
    "全年依申请公开申请总数{N}件，答复{H}件，答复率100%。",
    "截至{y}年12月31日，{whole}累计接收到政府信息公开申请书{N}份，均按照法定程序予以答复。",
];

/// Something carried out, nothing carried in.
const LEFT: &[&str] = &[
    "{y}年，{whole}共收到政府信息公开申请{N}件，办结{H}件，结转下年度继续办理{O}件。",
    "全年新收政府信息公开申请{N}件，按期办结{H}件，{O}件结转下年度继续办理。",
    "{y}年受理政府信息公开申请{N}件，截至12月底已答复{H}件，另有{O}件正在办理中。",
    "本年度收到政府信息公开申请{N}件，其中{H}件已办结，结转{ny}年{O}件。",
    "{y}年共收到政府信息公开申请{N}件。已答复办结{H}件，其余{O}件顺延到下年度答复。",
];

/// Something carried in, nothing carried out.
const BROUGHT: &[&str] = &[
    "{y}年，{whole}新收政府信息公开申请{N}件，上年结转{I}件，全部办结。",
    "全年收到政府信息公开申请{N}件，办理上年度结转申请{I}件，共办结{H}件。",
    "{y}年，{o}共办理政府信息公开申请{S}件（含{ly}年结转的{I}件），均已按时答复。",
    "本年度新收申请{N}件，加上上年结转{I}件，合计{S}件，已办结{H}件，办结率100%。",
    "{y}年，{whole}收到政府信息公开申请{N}件，答复{H}件（含上年结转{I}件）。",
];

const BOTH: &[&str] = &[
    "{y}年，{whole}新收政府信息公开申请{N}件，上年结转{I}件，已办结{H}件，结转下年度继续办理{O}件。",
    "全年收到政府信息公开申请{N}件，上年结转{I}件，合计{S}件，截至12月底已答复{H}件，{O}件正在办理中。",
    "{y}年，{whole}共收到政府信息公开申请{N}件，答复{H}件（含上年结转{I}件），结转下年办理{O}件。",
    "{y}年共办理政府信息公开申请{S}件，其中新收{N}件、上年结转{I}件；年内办结{H}件，结转{ny}年{O}件。",
    "{y}年共收办政府信息公开申请{S}件，含上年度结转申请{I}件；已办结{H}件，{O}件结转下年度继续办理。",
    "本年度新受理政府信息公开申请{N}件，{ly}年结转{I}件，全年按时办结{H}件，剩余{O}件结转下年度继续办理。",
];

const OUTCOMES: [(&str, &str, &str); 6] = [
    ("G", "requests.granted.total", "予以公开"),
    ("P", "requests.partly_granted.total", "部分公开"),
    ("D", "requests.denied.total", "不予公开"),
    ("U", "requests.unavailable.total", "无法提供"),
    ("X", "requests.unprocessed.total", "不予处理"),
    ("T", "requests.other.total", "其他处理"),
];

pub fn requests(writer: &mut Phrases) -> String {
    let report = writer.report;
    let new = report.number("requests.new.total");
    let carried_in = report.number("requests.carried_in.total");
    let carried_out = report.number("requests.carried_out.total");
    let bank = match (new, carried_in, carried_out) {
        (0, 0, _) => NONE,
        (_, 0, 0) => SIMPLE,
        (_, 0, _) => LEFT,
        (_, _, 0) => BROUGHT,
        _ => BOTH,
    };
    let mut text = writer.one(bank);
    if new > 5 && writer.rng.percent(35) {
        text += &channels(writer, new);
    }
    if new > 5 && writer.rng.percent(25) {
        text += &last_year(writer, new);
    }
    if report.number("requests.handled.total") > 0 && writer.rng.percent(55) {
        text += &outcomes(writer);
    }
    text
}

fn channels(writer: &mut Phrases, new: i64) -> String {
    let parts = writer.rng.split(new, &[50, 30, 10]);
    let figures: Vec<String> = parts.iter().map(|part| writer.figure(*part)).collect();
    let [web, post, desk] = [&figures[0], &figures[1], &figures[2]];
    match writer.rng.below(3) {
        0 => format!("新收申请中，网络申请{web}件，信函申请{post}件，当面申请{desk}件。"),
        1 => format!("从申请方式看，通过网上提交{web}件、邮寄{post}件、现场提交{desk}件。"),
        _ => {
            let share = percentage(parts[0], new);
            format!("其中，通过互联网提交的{web}件，占新收申请的{share}。")
        }
    }
}

fn last_year(writer: &mut Phrases, new: i64) -> String {
    let change = writer.rng.range(1..=(new / 3).min(40));
    let figure = writer.figure(change);
    if writer.rng.percent(50) {
        let share = percentage(change, new - change);
        format!("新收申请比上年增加{figure}件，同比增长{share}。")
    } else {
        let share = percentage(change, new + change);
        format!("新收申请比上年减少{figure}件，同比下降{share}。")
    }
}

fn outcomes(writer: &mut Phrases) -> String {
    let all = writer.rng.percent(40);
    let mark = writer.rng.pick(&["，", "、"]);
    let merged = writer.rng.percent(15);
    let mut parts = Vec::new();
    for (short, key, name) in OUTCOMES {
        if merged && short == "P" || (!all && writer.report.number(key) == 0) {
            continue;
        }
        let part = match short {
            "G" if merged => "予以公开及部分公开{GP}件".to_string(),
            "U" if writer.rng.percent(20) => "因本机关不掌握等原因无法提供{U}件".to_string(),
            "T" if writer.rng.percent(20) => "作其他处理{T}件".to_string(),
            _ => format!("{name}{{{short}}}件"),
        };
        parts.push(part);
    }
    let lead = writer.rng.pick(&["从办理结果看，", "办结的申请中，", "在办结件中，", "答复结果为："]);
    if parts.is_empty() {
        return String::new();
    }
    writer.fill(&format!("{lead}{}。", parts.join(mark)))
}

pub fn proceedings(writer: &mut Phrases) -> String {
    let review = writer.report.number("proceedings.review.total");
    let litigation = writer.report.number("proceedings.litigation.total");
    let bank: &[&str] = match (review, litigation) {
        (0, 0) => &[
            "{y}年，{o}未发生因政府信息公开申请引发的行政复议、行政诉讼案件。",
            "全年未发生涉及政府信息公开的行政复议和行政诉讼。",
            "本年度因政府信息公开被申请行政复议{V}件，被提起行政诉讼{L}件。",
            "未因政府信息公开工作被申请行政复议、提起行政诉讼。",
            "",
        ],
        (_, 0) => &[
            "因政府信息公开引发的行政复议{V}件，其中结果维持{=proceedings.review.upheld}件、结果纠正{=proceedings.review.corrected}件、其他结果{=proceedings.review.other}件、尚未审结{=proceedings.review.pending}件；未发生政府信息公开行政诉讼。",
            "全年发生政府信息公开类行政复议{V}件，无行政诉讼案件。",
        ],
        (0, _) => &[
            "全年未发生政府信息公开行政复议，发生政府信息公开行政诉讼{L}件，其中结果维持{=proceedings.litigation.upheld}件、结果纠正{=proceedings.litigation.corrected}件、其他结果{=proceedings.litigation.other}件、尚未审结{=proceedings.litigation.pending}件。",
            "因政府信息公开引发的行政诉讼{L}起，未引发行政复议。",
        ],
        _ => &[
            "因政府信息公开引发的行政复议{V}件、行政诉讼{L}件。",
            "全年发生政府信息公开行政复议{V}件，其中维持{=proceedings.review.upheld}件、纠正{=proceedings.review.corrected}件、其他结果{=proceedings.review.other}件、尚未审结{=proceedings.review.pending}件；行政诉讼{L}件，其中维持{=proceedings.litigation.upheld}件、纠正{=proceedings.litigation.corrected}件、其他结果{=proceedings.litigation.other}件、尚未审结{=proceedings.litigation.pending}件。",
            "{y}年，涉及政府信息公开的行政复议{V}起，行政诉讼{L}起，均依法依规应诉应议。",
            "依申请公开引发行政复议{V}件，引发行政诉讼{L}件（未经复议直接起诉{=proceedings.direct.total}件，复议后起诉{=proceedings.after_review.total}件）。",
        ],
    };
    writer.one(bank)
}
