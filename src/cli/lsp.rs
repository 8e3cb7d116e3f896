//! `gouji lsp`: the language server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Session;
use crate::lsp::{self, Options};
use crate::say;

/// 语言服务器，供编辑器使用（标准输入输出）
///
/// Language server for editors, on standard input and output.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct LspArgs {
    /// 用标准输入输出通信（本来如此；有的编辑器一定要写）
    ///
    /// Talk over standard input and output: always so, and accepted because some editors say it.
    #[arg(long)]
    stdio: bool,
    /// 把运行记录写入这个文件
    ///
    /// Append the log to this file; without it, warnings and errors go to standard error.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

pub(super) fn run(args: LspArgs, session: &Session) -> ExitCode {
    let LspArgs { stdio: _, log } = args;
    if let Err(error) = lsp::start_log(log.as_deref()) {
        let path = log.unwrap_or_default();
        let path = path.display();
        session.error(&say!(
            session.locale,
            "无法写入运行记录 {path}：{error}",
            "cannot write the log {path}: {error}"
        ));
        return ExitCode::from(2);
    }
    match lsp::serve(Options { locale: session.locale, config: session.config.clone() }) {
        Ok(code) => code,
        Err(error) => {
            session.error(&error.to_string());
            ExitCode::from(2)
        }
    }
}
