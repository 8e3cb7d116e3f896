fn main() {
    let t = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let f = gouji::format::Formats::built_in();
    let mut at = 0;
    for b in gouji::syntax::scan(&t, f.vocabulary()) {
        let len = usize::from(b.len);
        let s: String = t[at..at + len].chars().take(60).collect();
        let e: String = t[at..at + len].chars().rev().take(30).collect::<String>().chars().rev().collect();
        println!(
            "{} {s:?}..{e:?}",
            match &b.kind {
                gouji::syntax::BlockKind::Table(t) => format!("Table {:?}", t.dialect),
                gouji::syntax::BlockKind::Prose(_) => "Prose".into(),
                k => format!("{k:?}").chars().take(6).collect(),
            }
        );
        at += len;
    }
}
