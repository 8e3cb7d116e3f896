//! Reports that are compared with each other: which are read, and what is said where there was nothing to compare.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Mutex;

use super::one::{Input, Look, Outcome};
use super::{Check, Mode};
use crate::cli::in_order::in_order;
use crate::rules::{Group, RULES, Rule};
use crate::say;
use crate::workspace::{self, of_other_names};

impl Check<'_> {
    /// Says what was to be compared and gave nothing.
    pub(super) fn tell_silences(&self, inputs: &[Input]) {
        let is_across = |rule: &&Rule| rule.group == Group::Across;
        let is_asked =
            |rule: &Rule| self.args.select.is_empty() || self.args.select.iter().any(|name| name == rule.name);
        if self.args.quiet || !RULES.iter().copied().filter(is_across).any(is_asked) {
            return;
        }
        let named = |input: &Input| match input {
            Input::File(target) if target.named => Some(target.path.clone()),
            _ => None,
        };
        let named: Vec<PathBuf> = inputs.iter().filter_map(named).collect();
        let locale = self.session.locale;
        let of_other_names = (named.len() > 1).then(|| of_other_names(&named, &self.library, locale)).flatten();
        for sentence in self.silences.sentences().into_iter().chain(of_other_names) {
            self.session.note(&say!(locale, "注意：{sentence}。", "note: {sentence}."));
        }
    }

    /// Reads what else belongs to the projects whose reports are compared, beside the inputs. Whether there is any.
    fn read_beside(&self, inputs: &[Input], threads: usize) -> bool {
        let files = || {
            inputs.iter().filter_map(|input| match input {
                Input::Stdin => None,
                Input::File(target) => Some(&*target.path),
            })
        };
        let projects = files().filter_map(|path| self.projects.of(path).ok()).filter(|project| project.compares());
        let mut folders: BTreeSet<PathBuf> = projects.map(|project| project.folder().to_owned()).collect();
        let is_whole = |folder: &PathBuf| self.args.paths.iter().any(|path| workspace::spelling(path) == *folder);
        folders.retain(|folder| !is_whole(folder));
        if folders.is_empty() {
            return false;
        }
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        let own: HashSet<PathBuf> = files().map(workspace::spelling).collect();
        let mut others = workspace::targets(&folders, &self.projects, threads).targets;
        others.retain(|target| !own.contains(&workspace::spelling(&target.path)));
        let read = |index: usize| {
            let path = &others[index].path;
            if let Ok(project) = self.projects.of(path)
                && project.compares()
            {
                self.library.read_beside(path, &project.settings);
            }
        };
        in_order(others.len(), threads, read, |()| ControlFlow::Continue(()));
        !others.is_empty()
    }

    /// Reads all reports that are compared with each other, so that each can be checked beside the others: those that are
    /// named together, and those of folders whose configuration says so. Returns what is found already, by input: reports
    /// beside which nothing stands need no second look.
    pub(super) fn apart(&self, inputs: &[Input], threads: usize) -> Vec<Mutex<Option<Outcome>>> {
        let is_compared = |input: &Input| match input {
            Input::Stdin => false,
            Input::File(target) => {
                target.named || self.projects.of(&target.path).is_ok_and(|project| project.compares())
            }
        };
        let compared: Vec<usize> = (0..inputs.len()).filter(|index| is_compared(&inputs[*index])).collect();
        let has_others = self.read_beside(inputs, threads);
        if compared.len() < 2 && !(has_others && compared.len() == 1) {
            return Vec::new();
        }
        let mut found: Vec<Option<Outcome>> = inputs.iter().map(|_| None).collect();
        let mut next = compared.iter();
        in_order(
            compared.len(),
            threads,
            |at| self.contained(&inputs[compared[at]], Look::Apart),
            |outcome| {
                if let Some(index) = next.next() {
                    found[*index] = Some(outcome);
                }
                ControlFlow::Continue(())
            },
        );
        let stays = |(input, outcome): (&Input, Option<Outcome>)| match input {
            Input::File(target) if self.mode == Mode::Report => {
                let settings = self.projects.of(&target.path).ok()?.settings.clone();
                outcome.filter(|_| !self.library.stands_beside_others(&target.path, &settings))
            }
            _ => None,
        };
        inputs.iter().zip(found).map(stays).map(Mutex::new).collect()
    }
}
