//! A Word file with other words in some passages. Only the runs that hold what changes are written anew, in the font that
//! they have; everything else stays byte for byte as it was: styles, pictures, what gouji does not know.

use std::ops::Range;

use super::super::ConvertError;
use super::super::package::Package;
use super::super::xml::{Step, Xml, escaped};
use super::{Docx, Source, Stretch};

/// A place of the XML and what is to stand there.
type Change = (Range<usize>, String);

/// The file `bytes`, read as `docx`, with the texts of passages (by index) replaced. None where a passage can't take its
/// new text: one that consists of numbers which Word writes itself, or would need a new paragraph.
///
/// # Errors
/// When the archive can't be read.
pub fn patch(bytes: &[u8], docx: &Docx, changed: &[(usize, &str, &str)]) -> Result<Option<Vec<u8>>, ConvertError> {
    let (part, xml) = &docx.body;
    let mut changes: Vec<Change> = Vec::new();
    for (index, old, new) in changed {
        let Some(source) = docx.sources.get(*index) else { return Ok(None) };
        let Some(own) = source.changes(xml, old, new) else { return Ok(None) };
        changes.extend(own);
    }
    changes.sort_by_key(|(place, _)| place.start);
    let mut patched = String::with_capacity(xml.len() + 256);
    let mut at = 0;
    for (place, text) in &changes {
        if place.start < at {
            return Ok(None);
        }
        patched.push_str(&xml[at..place.start]);
        patched.push_str(text);
        at = place.end;
    }
    patched.push_str(&xml[at..]);
    Package::open(bytes)?.with_part(part, &patched).map(Some)
}

impl Source {
    /// What makes `new` of `old`.
    fn changes(&self, xml: &str, old: &str, new: &str) -> Option<Vec<Change>> {
        let (range, with) = difference(old, new);
        if self.stretches.is_empty() && old.is_empty() {
            return Some(vec![self.new_run(xml, new)?]);
        }
        let touched = |stretch: &&Stretch| stretch.text.start < range.end && range.start < stretch.text.end;
        let touched: Vec<&Stretch> = match range.is_empty() {
            false => self.stretches.iter().filter(touched).collect(),
            // Something is only put in: the run before takes it, else the one behind.
            true => {
                let before = self.stretches.iter().rev().find(|stretch| stretch.text.end == range.start);
                let around = |stretch: &&Stretch| stretch.text.start <= range.start && range.start <= stretch.text.end;
                before.or_else(|| self.stretches.iter().find(around)).into_iter().collect()
            }
        };
        // What is taken away must stand in runs, all of it: not a number of Word's own, nor a break between lines.
        let held: usize = touched.iter().map(|one| one.text.end.min(range.end) - one.text.start.max(range.start)).sum();
        if touched.is_empty() || held != range.len() || with.contains(['\n', '\t']) {
            return None;
        }
        let mut with = Some(with);
        touched.into_iter().map(|stretch| stretch.change(xml, &range, with.take().unwrap_or_default())).collect()
    }

    /// A run in an empty paragraph, in the font of the paragraph's mark.
    fn new_run(&self, xml: &str, text: &str) -> Option<Change> {
        let slot = self.slot.as_ref()?;
        if text.contains(['\n', '\t']) {
            return None;
        }
        let tag =
            |inside: &str| inside.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default().to_owned();
        let paragraph = match slot.place.is_empty() {
            true => tag(xml[slot.place.start..].strip_prefix("</")?),
            false => tag(&xml[slot.place.clone()]),
        };
        let prefix = paragraph.strip_suffix('p')?;
        let font = slot.font.clone().map_or("", |font| &xml[font]);
        let run = format!("<{prefix}r>{font}<{prefix}t>{}</{prefix}t></{prefix}r>", escaped(text));
        if slot.place.is_empty() {
            return Some((slot.place.clone(), run));
        }
        let open = xml[slot.place.clone()].strip_suffix("/>")?;
        Some((slot.place.clone(), format!("{open}>{run}</{paragraph}>")))
    }
}

impl Stretch {
    /// The change of this run's content when `range` of the passage becomes `with`.
    fn change(&self, xml: &str, range: &Range<usize>, with: &str) -> Option<Change> {
        let whole = content(&xml[self.xml.clone()])?;
        let from = self.skipped + range.start.max(self.text.start) - self.text.start;
        let to = self.skipped + range.end.min(self.text.end).max(self.text.start) - self.text.start;
        let text = format!("{}{with}{}", whole.get(..from)?, whole.get(to.max(from)..)?);
        Some((self.xml.clone(), escaped(&text)))
    }
}

/// The text of an element's content.
fn content(xml: &str) -> Option<String> {
    if !xml.contains(['&', '<', '\r']) {
        return Some(xml.to_owned());
    }
    let wrapped = format!("<t>{xml}</t>");
    let mut reader = Xml::new(&wrapped, "");
    match reader.next().ok()? {
        Step::Start(_) => reader.text().ok(),
        _ => None,
    }
}

/// The shortest range of `old` that must become another text, and that text.
fn difference<'n>(old: &str, new: &'n str) -> (Range<usize>, &'n str) {
    let same = |(one, two): &(char, char)| one == two;
    let before: usize = old.chars().zip(new.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let rest = old[before..].chars().rev().zip(new[before..].chars().rev());
    let behind: usize = rest.take_while(same).map(|(char, _)| char.len_utf8()).sum();
    (before..old.len() - behind, &new[before..new.len() - behind])
}

#[cfg(test)]
mod tests {
    use super::super::super::package::pack;
    use super::super::read;
    use super::*;

    const HEAD: &str = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>";

    fn file(body: &str) -> Vec<u8> {
        pack(&[("word/document.xml", &format!("{HEAD}{body}</w:body></w:document>")), ("x.bin", "kept")]).unwrap()
    }

    /// The body after the passages were changed; none where they could not be.
    fn patched(body: &str, changed: &[(usize, &str, &str)]) -> Option<String> {
        let bytes = file(body);
        let docx = read(&bytes).unwrap();
        let bytes = patch(&bytes, &docx, changed).unwrap()?;
        let xml = read(&bytes).unwrap().body.1;
        Some(xml.strip_prefix(HEAD)?.strip_suffix("</w:body></w:document>")?.to_owned())
    }

    #[test]
    fn only_the_runs_in_question_change() {
        let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>收到4</w:t></w:r><w:r><w:t>5</w:t></w:r><w:r><w:t>件&amp;</w:t></w:r></w:p>";
        assert_eq!(
            patched(body, &[(0, "收到45件&", "收到46件&")]).as_deref(),
            Some(&*body.replace("<w:t>5<", "<w:t>6<"))
        );
        assert_eq!(
            patched(body, &[(0, "收到45件&", "收到123件&")]).as_deref(),
            Some(&*body.replace("收到4<", "收到123<").replace("<w:t>5<", "<w:t><"))
        );
        assert_eq!(
            patched(body, &[(0, "收到45件&", "收到45件<&")]).as_deref(),
            Some(&*body.replace("件&amp;", "件&lt;&amp;"))
        );
    }

    #[test]
    fn an_empty_cell_takes_a_run_in_its_own_font() {
        let body = "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:sz w:val='18'/></w:rPr></w:pPr></w:p></w:tc><w:tc><w:p w:rsidR='1'/></w:tc></w:tr></w:tbl>";
        let expected = "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:sz w:val='18'/></w:rPr></w:pPr><w:r><w:rPr><w:sz w:val='18'/></w:rPr><w:t>7</w:t></w:r></w:p></w:tc><w:tc><w:p w:rsidR='1'><w:r><w:t>0</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        assert_eq!(patched(body, &[(0, "", "7"), (1, "", "0")]).as_deref(), Some(expected));
    }

    #[test]
    fn what_stands_in_no_run_is_left_alone() {
        let body = "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>";
        assert_eq!(patched(body, &[(0, "甲\n乙", "甲乙")]), None);
        assert_eq!(patched(body, &[(0, "甲\n乙", "丙\n乙")]).as_deref(), Some(&*body.replace('甲', "丙")));
        assert_eq!(patched(body, &[(9, "", "1")]), None);
    }
}
