//! `gouji completions SHELL`.

use clap::Args;
use clap_complete::{Shell, generate};

use super::{Session, Status, command};

/// 输出 shell 补全脚本
///
/// Prints completions for a shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// shell 的名称
    #[arg(value_name = "SHELL", help_heading = "参数")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, session: &Session) -> Status {
    let mut script = Vec::new();
    generate(args.shell, &mut command(), "gouji", &mut script);
    session.print(&script)
}
