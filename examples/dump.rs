use std::sync::Arc;
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let document = gouji::document::Document::new(&text, Arc::default());
        println!("{path}");
        for (start, report) in document.reports() {
            println!(
                "== report at {start:?} len {:?} format {:?} year {:?} {:?} org {:?} title {:?} period {:?} sig {:?}",
                gouji::syntax::Measured::len(&**report),
                report.format.as_ref().map(|f| f.name.clone()),
                report.facts.year,
                report.facts.year_source,
                report.facts.organization,
                report.facts.title_text,
                report.facts.period.map(|p| (p.0.year, p.1.year)),
                report.facts.signature.map(|s| s.date.year)
            );
            let Some(format) = &report.format else { continue };
            for s in &report.sections {
                println!("  section {} {:?}", format.sections[s.spec].number, document.text().slice(s.heading + start));
            }
            for (i, t) in report.tables.iter().enumerate() {
                let Some(t) = t else {
                    println!("  no table {i}");
                    continue;
                };
                println!("  table {} {:?} anomalies {:?}", format.tables[i].key, t.table.dialect, t.table.anomalies);
                for (r, row) in format.tables[i].rows.iter().enumerate() {
                    let cells: Vec<String> = (0..format.tables[i].columns(r).len())
                        .map(|c| match t.cell(row.first_cell + c) {
                            None => "?".into(),
                            Some(c) => match c.value {
                                gouji::report::Value::Number(n) => n.to_string(),
                                v => format!("{v:?}"),
                            },
                        })
                        .collect();
                    println!("    {:28} {}", row.key, cells.join(" "));
                }
            }
        }
    }
}
