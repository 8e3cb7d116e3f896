//! What the binder promises beyond single sentences.

use gouji::report::prose::{Context, Enumeration, MentionKind, Paragraph, Part, Subject, Vocabulary, Why, bind};

const CORPORA: [&str; 2] = [include_str!("prose/tune.txt"), include_str!("prose/held-out.txt")];

/// The sentences of both halves without their labels.
fn sentences() -> impl Iterator<Item = String> {
    let lines = CORPORA.iter().flat_map(|half| half.lines()).filter(|line| line.starts_with('['));
    lines.map(|line| {
        let line = line.split(" ## ").next().unwrap_or(line);
        let mut text = line.split_once("] ").map_or(line, |(_, text)| text).to_owned();
        while let (Some(open), Some(close)) = (text.find('{'), text.find('}')) {
            let label = text[open + 1..close].rsplit_once('=').map_or("", |(words, _)| words).to_owned();
            text.replace_range(open..=close, &label);
        }
        text
    })
}

fn read(text: &str) -> Paragraph {
    bind(text, &Vocabulary::official(), Context { year: Some(2023) }, Subject::default())
}

fn stated(paragraph: &Paragraph) -> Vec<(f64, Option<String>)> {
    let stated = paragraph.mentions.iter();
    stated.map(|mention| (mention.value.as_f64(), mention.cell().map(ToString::to_string))).collect()
}

#[test]
fn half_width_punctuation_is_read_alike() {
    let vocabulary = Vocabulary::official();
    let context = Context { year: Some(2023) };
    for text in sentences().filter(|text| !text.contains(',')) {
        let pairs = [('，', ','), ('；', ';'), ('：', ':'), ('（', '('), ('）', ')')];
        let folded = pairs.iter().fold(text.clone(), |text, &(full, half)| text.replace(full, &half.to_string()));
        let [full, half] = [&text, &folded].map(|text| stated(&bind(text, &vocabulary, context, Subject::default())));
        assert_eq!(full, half, "{text}");
    }
}

#[test]
fn any_text_is_read_without_panic_and_ranges_fit() {
    let vocabulary = Vocabulary::official();
    for text in sentences() {
        for (at, _) in text.char_indices().step_by(3) {
            for part in [&text[at..], &text[..at]] {
                let found = bind(part, &vocabulary, Context::default(), Subject::default());
                assert!(found.mentions.iter().all(|mention| part.get(mention.range.clone()).is_some()));
                let last = found.mentions.len();
                let lists = found.enumerations.iter();
                assert!(lists.flat_map(|list| &list.parts).all(|part| part.mention < last));
            }
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for unit in [
        "(",
        "《",
        "无",
        "百",
        "1-",
        "12,345,",
        "共5件，",
        "收到申请5件、",
        "其中5件，",
        "无行政复议",
        "的",
        "（收到1件",
    ] {
        let time = |times: usize| {
            let text = unit.repeat(times);
            let start = std::time::Instant::now();
            read(&text);
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(4_000).max(0.002), time(16_000));
        assert!(long < short * 12.0, "{unit}: {short} s, {long} s");
    }
}

#[test]
fn a_subject_is_carried_into_the_next_paragraph() {
    let (vocabulary, context) = (Vocabulary::official(), Context { year: Some(2023) });
    let heading = bind("（二）依申请公开情况", &vocabulary, context, Subject::default());
    let body = bind("全年共受理8件，办结8件。", &vocabulary, context, heading.subject);
    let cells = [Some("requests.new.total".to_owned()), Some("requests.handled.total".to_owned())];
    assert_eq!(stated(&body).into_iter().map(|(_, cell)| cell).collect::<Vec<_>>(), cells);
    let other = bind("（三）市长信箱办理情况", &vocabulary, context, body.subject);
    let letters = bind("全年共受理8件，办结8件。", &vocabulary, context, other.subject);
    assert!(letters.mentions.iter().all(|mention| mention.readings.is_empty() && mention.reason.why == Why::Foreign));
}

#[test]
fn received_has_two_readings() {
    let found = read("收到政府信息公开申请12件。");
    let readings: Vec<String> = found.mentions[0].readings.iter().map(ToString::to_string).collect();
    assert_eq!(readings, ["requests.new.total", "requests.carried_in.total+requests.new.total"]);
    let found = read("共受理政府信息公开申请12件，其中本年新收10件，上年结转2件。");
    assert_eq!(stated(&found)[0].1.as_deref(), Some("requests.carried_in.total+requests.new.total"));
}

#[test]
fn a_calculation_keeps_its_signs() {
    let found = read("即122+11-126=7件结转下年。");
    let list = &found.enumerations[0];
    assert_eq!(list.total, 3);
    let part = |mention, subtracted| Part { mention, subtracted };
    assert_eq!(list.parts, [part(0, false), part(1, false), part(2, true)]);
}

#[test]
fn lists_nest() {
    let found = read("行政复议144件，其中维持51件（其中网上3件、来函48件）、纠正93件；行政诉讼2件。");
    let value = |at: usize| found.mentions[at].value.as_f64();
    let parts = |list: &Enumeration| list.parts.iter().map(|part| value(part.mention)).collect::<Vec<_>>();
    let lists: Vec<_> = found.enumerations.iter().map(|list| (value(list.total), parts(list))).collect();
    assert_eq!(lists, [(144.0, vec![51.0, 93.0]), (51.0, vec![3.0, 48.0])]);
}

#[test]
fn absences_and_universals_are_mentions() {
    let found = read("未收到政府信息公开申请，无行政复议、行政诉讼。");
    assert_eq!(found.mentions.len(), 3);
    assert!(found.mentions.iter().all(|mention| mention.kind == MentionKind::Absence && mention.value.as_f64() == 0.0));
    let found = read("收到政府信息公开申请9件，均已按时办结。");
    assert_eq!(found.mentions[1].kind, MentionKind::All);
    assert!(read("办结政府信息公开申请9件，均按时答复。").mentions.len() == 1, "said of the nine only");
}

const PROVINCE: &str = r#"
[units]
cases = "件 场"
money = "元"
other = "人次"
[roles]
filler = "共 了"
negation = "未"
[topic.hearings]
stem = "hearings"
nouns = "听证会"
[topic.visits]
foreign = true
nouns = "接待日"
[act.held]
words = "举行 召开"
[mark.online]
words = "线上"
[[cell]]
topics = ["hearings"]
when = ["held"]
states = ["*.held.total"]
"#;

#[test]
fn another_format_brings_its_own_words() {
    let vocabulary = Vocabulary::from_toml(PROVINCE, |_| true).expect("a vocabulary");
    let cells = |text: &str| {
        let found = bind(text, &vocabulary, Context::default(), Subject::default());
        stated(&found).into_iter().map(|(_, cell)| cell).collect::<Vec<_>>()
    };
    assert_eq!(cells("共举行听证会3场，线上召开了1场。"), [Some("hearings.held.total".to_owned()), None]);
    assert_eq!(cells("未举行听证会。举行接待日5场。"), [Some("hearings.held.total".to_owned()), None]);
    let none = Vocabulary::from_toml(PROVINCE, |_| false).expect("a vocabulary without cells");
    let found = bind("举行听证会3场。", &none, Context::default(), Subject::default());
    assert!(found.mentions[0].readings.is_empty());
}

#[test]
fn a_wrong_vocabulary_says_what_is_wrong() {
    let wrong = PROVINCE.replace("when = [\"held\"]", "when = [\"hold\"]");
    let error = Vocabulary::from_toml(&wrong, |_| true).expect_err("no such concept");
    assert_eq!(error.to_string(), "no concept is named `hold`");
}
