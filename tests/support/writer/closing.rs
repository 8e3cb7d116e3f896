//! Sections 五 and 六: problems, improvements, fees and other matters.

use super::labels::CHINESE;
use super::phrases::Phrases;

const PROBLEM_LEAD: &[&str] = &[
    "{y}年，{o}政府信息公开工作取得了一定成效，但仍存在一些问题和不足，主要表现在：",
    "虽然{o}政府信息公开工作有序推进，但对照新形势新要求和群众期待，还存在以下主要问题：",
    "过去一年，{o}政务公开工作稳步推进，但也存在一些薄弱环节：",
    "存在的主要问题：",
];

const PROBLEMS: &[&str] = &[
    "公开内容的深度和广度有待进一步拓展，部分栏目更新不够及时",
    "政策解读形式较为单一，以文字解读为主，图解、视频等形式运用不足",
    "部分单位对政府信息公开工作重视程度不够，主动公开意识不强",
    "从事政务公开工作的人员多为兼职，业务能力与工作要求还有差距",
    "依申请公开答复的规范化水平有待提高，个别答复说理不够充分",
    "政务新媒体的互动性不强，公众参与度不高",
    "信息公开与群众需求的契合度有待提升，重点领域公开不够精准",
    "信息发布审核把关不够严格，个别信息存在表述不规范的现象",
    "基层政务公开标准化规范化建设进展不平衡，线下公开专区利用率偏低",
    "政府信息公开工作机制还不够健全，{all}之间的协同配合需要加强",
];

const IMPROVE_LEAD: &[&str] = &[
    "{ny}年，{o}将重点从以下方面加以改进：",
    "针对上述问题，{o}将采取以下改进措施：",
    "下一步，{o}将继续深入贯彻《条例》，着力做好以下工作：",
    "改进情况：针对存在的问题，{o}采取了以下措施：",
    "针对以上不足，{ny}年{o}将认真加以改进。",
];

const IMPROVEMENTS: &[&str] = &[
    "强化组织领导，压实工作责任，将政府信息公开列入{meeting}重要议题",
    "加强业务培训，计划全年举办培训班{#2-6}期，不断提高工作人员的政策水平和业务能力",
    "丰富政策解读形式，综合运用图表图解、音视频、现场宣讲等方式，提升解读效果",
    "拓展公开内容，围绕教育、医疗、就业、养老等民生领域，加大主动公开力度",
    "规范依申请公开办理流程，完善会商研判机制，提升答复质量和效率",
    "加强平台建设，优化{site}栏目设置，提高信息检索和服务便利度",
    "严格落实“三审三校”制度，加大日常监测和抽查力度，确保信息准确、规范",
    "完善考核评价机制，将考核结果与评先评优挂钩，推动各项任务落到实处",
    "加强与上级主管部门的沟通对接，学习借鉴先进地区经验做法",
    "拓宽互动交流渠道，认真办理群众留言，及时回应社会关切",
];

const FEES: &[&str] = &[
    "按照《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号）规定的按件、按量收费标准，{y}年{o}未收取信息处理费。",
    "{y}年度，{o}发出收费通知0件，收取信息处理费总金额为0元。",
    "根据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），本年度没有产生信息处理费。",
    "{y}年，{o}依申请提供政府信息未收取任何费用，信息处理费收取金额为0元。",
    "本机关本年度未向申请人收取政府信息公开信息处理费。",
];

const FEES_CHARGED: &[&str] = &[
    "按照国办函〔2020〕109号文件要求，{y}年{o}共发出信息处理费收费通知{#30-60}件，收取信息处理费{#300-9000}元，已全额上缴财政。",
    "{y}年，{o}依法对超量申请收取信息处理费，发出收费通知{#30-60}件，收取金额{#300-9000}元。",
];

const OTHER: &[&str] = &[
    "本年度无其他需要报告的事项。",
    "无其他需要报告的事项。",
    "{y}年，{o}认真落实《{y}年政务公开工作要点》，各项任务均已按要求完成。",
    "{y}年，共办理人大代表建议{#2-40}件、政协提案{#2-60}件，办理结果全部在{site}公开。",
    "《{y}年政务公开工作要点》确定的任务落实情况：围绕优化营商环境，公开惠企政策{#5-90}条；围绕民生保障，公开就业、社保等信息{#30-400}条。",
    "如需进一步了解{o}政府信息公开情况，可登录{site}查询，或拨打12345热线咨询。",
    "没有其他需要报告的事项。",
];

/// Points strung together, or one to a line, numbered in one of the usual ways.
fn points(writer: &mut Phrases, from: &[&str], shape: usize, count: usize) -> Vec<String> {
    let chosen = writer.rng.some(from, count);
    let mut lines = Vec::new();
    for (index, template) in chosen.into_iter().enumerate() {
        let text = writer.fill(template);
        let (mark, end) = match shape {
            0 if index + 1 < count => (format!("{}是", CHINESE[index + 1]), "；"),
            0 | 1 => (format!("{}是", CHINESE[index + 1]), "。"),
            2 => (format!("{}.", index + 1), "。"),
            _ => (format!("（{}）", CHINESE[index + 1]), "。"),
        };
        lines.push(format!("{mark}{text}{end}"));
    }
    lines
}

/// `plain` where the sections themselves are marked （一）.
pub fn problems(writer: &mut Phrases, plain: bool) -> Vec<String> {
    let shape = writer.rng.weighted(&[40, 35, 15, if plain { 0 } else { 10 }]);
    let together = shape < 2 && writer.rng.percent(70);
    let mut lines = Vec::new();
    let headed = writer.rng.percent(20) && shape < 3 && !plain;
    let blocks = [("（一）存在的主要问题", PROBLEM_LEAD, PROBLEMS), ("（二）改进情况", IMPROVE_LEAD, IMPROVEMENTS)];
    for (heading, lead, bank) in blocks {
        if headed {
            lines.push(heading.to_string());
        }
        let lead = writer.one(if headed { &lead[..3] } else { lead });
        let count = 2 + writer.rng.below(2);
        let parts = points(writer, bank, shape, count);
        if together {
            lines.push(format!("{lead}{}", parts.concat()));
        } else {
            lines.push(lead);
            lines.extend(parts);
        }
    }
    lines
}

pub fn others(writer: &mut Phrases, format_2021: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if format_2021 {
        let unpaid = writer.report.number("requests.other.fee_unpaid.total");
        let bank = if unpaid > 0 { FEES_CHARGED } else { FEES };
        lines.push(writer.one(bank));
        if writer.rng.percent(60) {
            lines.push(writer.one(OTHER));
        }
        return lines;
    }
    match writer.rng.below(3) {
        0 => lines.push("无。".to_string()),
        _ => lines.push(writer.one(OTHER)),
    }
    lines
}
