//! `gouji man`: the manual page, for those who make packages. Made from the same description as `--help`.

use super::{Session, Status, command};

/// 输出手册页（roff）
///
/// Prints the manual page of gouji and of all its commands, in roff.
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct ManArgs {}

pub(super) fn run(session: &Session) -> Status {
    let mut page = Vec::new();
    match render(&mut page) {
        Ok(()) => session.print(&page),
        Err(error) => session.error(&error.to_string()),
    }
}

fn render(page: &mut Vec<u8>) -> std::io::Result<()> {
    let mut whole = command().name("gouji");
    whole.build();
    let manual = clap_mangen::Man::new(whole.clone());
    manual.render_title(page)?;
    // Chinese has no blanks between which a line could be stretched.
    page.extend_from_slice(b".ad l\n");
    manual.render_name_section(page)?;
    manual.render_synopsis_section(page)?;
    manual.render_description_section(page)?;
    manual.render_options_section(page)?;
    for command in whole.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = command.get_name().to_uppercase();
        page.extend_from_slice(format!(".SH \"GOUJI {name}\"\n").as_bytes());
        let manual = clap_mangen::Man::new(command.clone());
        let mut part = Vec::new();
        manual.render_description_section(&mut part)?;
        manual.render_options_section(&mut part)?;
        // Sections of a command are sub-sections of the page.
        let part = String::from_utf8_lossy(&part).replace(".SH ", ".SS ");
        page.extend_from_slice(part.as_bytes());
    }
    manual.render_version_section(page)
}
