//! Names of offices that do not exist.

use super::model::Kind;
use super::rng::Rng;

const PLACES: [&str; 24] = [
    "清源", "临河", "云岭", "安平", "永宁", "东川", "石泉", "长岭", "平湖", "望江", "新河", "金溪", "龙山", "青阳",
    "南浦", "西峰", "北关", "凤台", "白云", "双柏", "兴隆", "景德", "汉源", "太和",
];
const TOWNS: [&str; 14] =
    ["柳河", "三塘", "石桥", "大王", "桃园", "白马", "七里", "新安", "沙河", "高店", "杨柳", "城关", "西固", "五里"];
const OFFICES: [&str; 20] = [
    "教育局",
    "财政局",
    "民政局",
    "司法局",
    "水利局",
    "审计局",
    "统计局",
    "应急管理局",
    "市场监督管理局",
    "住房和城乡建设局",
    "人力资源和社会保障局",
    "自然资源和规划局",
    "农业农村局",
    "卫生健康委员会",
    "发展和改革委员会",
    "文化和旅游局",
    "交通运输局",
    "生态环境局",
    "行政审批服务局",
    "城市管理综合执法局",
];

/// Full name, short name, and how the office calls itself.
pub fn name(rng: &mut Rng, kind: Kind) -> (String, String, &'static str) {
    let place = rng.pick(&PLACES);
    let (level, we) = [("县", "我县"), ("区", "我区"), ("市", "我市")][rng.weighted(&[45, 35, 20])];
    match kind {
        Kind::Government => (format!("{place}{level}人民政府"), format!("{place}{level}"), we),
        Kind::Department => {
            let office = rng.pick(&OFFICES);
            let we = if office.ends_with('局') { "我局" } else { "我委" };
            (format!("{place}{level}{office}"), format!("{level}{office}"), we)
        }
        Kind::Township => {
            let town = rng.pick(&TOWNS);
            match rng.weighted(&[55, 20, 25]) {
                0 => (format!("{place}{level}{town}镇人民政府"), format!("{town}镇"), "我镇"),
                1 => (format!("{place}{level}{town}乡人民政府"), format!("{town}乡"), "我乡"),
                _ => (format!("{place}{level}{town}街道办事处"), format!("{town}街道"), "我街道"),
            }
        }
    }
}
