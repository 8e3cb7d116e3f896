//! **gouji** (勾稽) checks drafts of the government information disclosure annual report.

pub mod beside;
pub mod check;
pub mod cli;
pub mod config;
pub mod convert;
pub mod document;
pub mod draft;
pub mod extract;
pub mod finding;
pub mod fix;
pub mod format;
pub mod layout;
pub mod lsp;
pub mod relation;
pub mod report;
pub mod rules;
pub mod syntax;
pub mod text;
pub mod workspace;
