//! The TOML source of a vocabulary and its compilation.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::cell::CellExpr;
use super::figure::{UnitClass, Units};
use super::skim;
use super::token::signs;
use super::vocabulary::{
    Cell, Concept, Concepts, Dates, Form, Gist, Reach, Role, Trap, Vocabulary, VocabularyError, Word,
};
use super::words::{Characters, Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    units: UnitSource,
    #[serde(default)]
    numbers: Vec<String>,
    roles: BTreeMap<Role, String>,
    #[serde(default)]
    topic: BTreeMap<String, TopicSource>,
    #[serde(default)]
    act: BTreeMap<String, ActSource>,
    #[serde(default)]
    outcome: BTreeMap<String, ActSource>,
    #[serde(default)]
    mark: BTreeMap<String, MarkSource>,
    #[serde(default)]
    context: BTreeMap<String, ContextSource>,
    #[serde(default)]
    cell: Vec<CellSource>,
    #[serde(default)]
    trap: Vec<TrapSource>,
    #[serde(default)]
    sums: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitSource {
    cases: String,
    money: String,
    other: String,
    #[serde(default)]
    counted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicSource {
    #[serde(default)]
    stem: String,
    #[serde(default)]
    foreign: bool,
    #[serde(default)]
    nouns: String,
    #[serde(default)]
    bare: String,
    #[serde(default)]
    bare_units: Option<String>,
    #[serde(default)]
    manner: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActSource {
    words: String,
    #[serde(default)]
    short: String,
    #[serde(default)]
    behind: u8,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    implies: Option<String>,
    #[serde(default)]
    dated: bool,
    #[serde(default)]
    concludes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkSource {
    #[serde(default)]
    words: String,
    #[serde(default)]
    reach: Reach,
    #[serde(default)]
    aside: bool,
    #[serde(default)]
    doubts: bool,
    #[serde(default)]
    waived_by: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextSource {
    #[serde(default)]
    words: String,
    #[serde(default)]
    restarts: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CellSource {
    topics: Vec<String>,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    unit: UnitClass,
    states: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrapSource {
    topics: Vec<String>,
    when: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    anywhere: bool,
}

impl Vocabulary {
    /// The vocabulary of the official forms.
    pub fn official() -> Self {
        Self::from_toml(include_str!("prose.toml"), |_| true).expect("the built-in vocabulary is tested")
    }

    /// Compiles a vocabulary from its TOML source. `exists` says which cell keys the format has: readings with
    /// others are dropped, so that formats may share a vocabulary.
    pub fn from_toml(source: &str, exists: impl Fn(&str) -> bool) -> Result<Self, VocabularyError> {
        let source: Source = toml::from_str(source).map_err(|error| VocabularyError(error.to_string()))?;
        Compiler::new(&source)?.compile(&source, exists)
    }
}

/// What acts and outcomes say of each other.
struct Verbs {
    groups: Vec<Option<Concept>>,
    implied: Vec<Option<Concept>>,
    dated: Concepts,
    concluding: Concepts,
}

/// Numbers the concepts and collects the words.
struct Compiler<'s> {
    ids: HashMap<&'s str, Concept>,
    names: Vec<String>,
    entries: Vec<(&'s str, Says)>,
}

/// What an entry says of a word.
#[derive(Clone, Copy)]
enum Says {
    Role(Role),
    Topic(Concept, Form),
    Act(Concept),
    Outcome(Concept),
    Short(Concept),
    Mark(Concept),
    Context(Concept),
}

impl Word {
    fn says(&mut self, says: Says) {
        match says {
            Says::Role(role) => self.gist = self.gist.with(Gist::of(&[role])),
            Says::Topic(id, form) => self.topic = Some((id, form)),
            Says::Act(id) => self.acts.insert(id),
            Says::Outcome(id) => self.outcomes.insert(id),
            Says::Short(id) => self.short.insert(id),
            Says::Mark(id) => self.marks.insert(id),
            Says::Context(id) => self.contexts.insert(id),
        }
    }
}

impl<'s> Compiler<'s> {
    fn new(source: &'s Source) -> Result<Self, VocabularyError> {
        let kinds = [
            source.topic.keys().collect::<Vec<_>>(),
            source.act.keys().collect(),
            source.outcome.keys().collect(),
            source.mark.keys().collect(),
            source.context.keys().collect(),
        ];
        let mut ids = HashMap::new();
        let mut names = Vec::new();
        for name in kinds.into_iter().flatten() {
            let id = Concept::try_from(names.len()).ok().filter(|&id| id < 128);
            let id = id.ok_or_else(|| VocabularyError("more than 128 concepts".to_owned()))?;
            if ids.insert(name.as_str(), id).is_some() {
                return Err(VocabularyError(format!("`{name}` is defined twice")));
            }
            names.push(name.clone());
        }
        Ok(Self { ids, names, entries: Vec::new() })
    }

    fn id(&self, name: &str) -> Result<Concept, VocabularyError> {
        self.ids.get(name).copied().ok_or_else(|| VocabularyError(format!("no concept is named `{name}`")))
    }

    fn set(&self, names: &[String]) -> Result<Concepts, VocabularyError> {
        names.iter().try_fold(Concepts::NONE, |set, name| Ok(set.union(Concepts::of(self.id(name)?))))
    }

    /// Enters each of the blank-separated words.
    fn enter(&mut self, words: &'s str, says: Says) {
        self.entries.extend(words.split_ascii_whitespace().map(|word| (word, says)));
    }

    fn enter_all(&mut self, source: &'s Source) -> Result<(), VocabularyError> {
        for (&role, words) in &source.roles {
            self.enter(words, Says::Role(role));
        }
        for (name, topic) in &source.topic {
            let id = self.id(name)?;
            self.enter(&topic.nouns, Says::Topic(id, Form::Noun));
            self.enter(&topic.bare, Says::Topic(id, Form::Bare));
            self.enter(&topic.manner, Says::Topic(id, Form::Manner));
        }
        for (name, act) in &source.act {
            self.enter(&act.words, Says::Act(self.id(name)?));
        }
        for (name, outcome) in &source.outcome {
            let id = self.id(name)?;
            self.enter(&outcome.words, Says::Outcome(id));
            self.enter(&outcome.short, Says::Short(id));
        }
        for (name, mark) in &source.mark {
            self.enter(&mark.words, Says::Mark(self.id(name)?));
        }
        for (name, context) in &source.context {
            self.enter(&context.words, Says::Context(self.id(name)?));
        }
        Ok(())
    }

    /// The characters with which begins what may state something.
    fn stating(&self) -> Characters {
        let states = |says: &Says| matches!(says, Says::Role(Role::Negation | Role::Universal));
        let words = self.entries.iter().filter(|(_, says)| states(says));
        Characters::new(words.filter_map(|(word, _)| word.chars().next()).chain(skim::signs()))
    }

    /// The words that were entered, as an automaton, and their meanings: many words mean the same.
    fn words(&self) -> Option<(Words, Vec<Word>)> {
        let (mut automaton, numbers) = Words::new(self.entries.iter().map(|(word, _)| *word), signs())?;
        let mut words = vec![Word::default(); self.entries.len()];
        for (&number, (_, says)) in numbers.iter().zip(&self.entries) {
            words[usize::from(number)].says(*says);
        }
        let (mut meanings, mut known) = (Vec::new(), FxHashMap::default());
        let mut meaning = |word: &Word| {
            *known.entry(*word).or_insert_with(|| {
                meanings.push(Word { gist: word.gist(), ..*word });
                meanings.len() as u16 - 1
            })
        };
        automaton.mean(&words.iter().map(&mut meaning).collect::<Vec<_>>());
        Some((automaton, meanings))
    }

    fn compile(mut self, source: &'s Source, exists: impl Fn(&str) -> bool) -> Result<Vocabulary, VocabularyError> {
        self.enter_all(source)?;
        let (automaton, words) = self.words().ok_or_else(|| VocabularyError("too many words".to_owned()))?;
        let Verbs { groups, implied, dated, concluding } = self.verbs(source)?;
        let short = source.outcome.iter().filter(|(_, outcome)| !outcome.short.is_empty());
        let waivers = source.mark.iter().filter(|(_, mark)| !mark.waived_by.is_empty());
        Ok(Vocabulary {
            automaton,
            units: Units::new(
                [
                    (&source.units.cases, UnitClass::Cases),
                    (&source.units.money, UnitClass::Money),
                    (&source.units.other, UnitClass::Other),
                ],
                &source.units.counted,
            ),
            numbers: source.numbers.clone(),
            foreign: self.which(&source.topic, |topic| topic.foreign)?,
            outcomes: self.which(&source.outcome, |_| true)?,
            marks: self.which(&source.mark, |_| true)?,
            aside: self.which(&source.mark, |mark| mark.aside)?,
            reaching: self.which(&source.mark, |mark| mark.reach == Reach::Sentence)?,
            doubting: self.which(&source.mark, |mark| mark.doubts)?,
            elsewhere: self.engine("elsewhere"),
            short: short
                .map(|(name, outcome)| Ok((self.id(name)?, outcome.behind)))
                .collect::<Result<_, VocabularyError>>()?,
            counted_in: self.names.iter().map(|name| source.topic.get(name)?.bare_units.clone()).collect(),
            dated,
            concluding,
            restarts: self.which(&source.context, |context| context.restarts)?,
            dates: self.dates(),
            traps: self.traps(source)?,
            cells: self.cells(source, exists)?,
            groups,
            implied,
            waivers: waivers
                .map(|(name, mark)| Ok((self.id(name)?, self.set(&mark.waived_by)?)))
                .collect::<Result<_, VocabularyError>>()?,
            sums: source.sums.iter().map(|(name, of)| (CellExpr::parse(of, ""), CellExpr::parse(name, ""))).collect(),
            stating: self.stating(),
            gists: words.iter().map(|word| word.gist).collect(),
            words,
            names: self.names,
        })
    }

    fn verbs(&self, source: &Source) -> Result<Verbs, VocabularyError> {
        let mut groups = vec![None; self.names.len()];
        let mut implied = vec![None; self.names.len()];
        let (mut dated, mut concluding) = (Concepts::NONE, Concepts::NONE);
        for (name, act) in source.act.iter().chain(&source.outcome) {
            let id = self.id(name)?;
            let named = |name: &Option<String>| name.as_deref().map(|name| self.id(name)).transpose();
            groups[id as usize] = named(&act.group)?;
            implied[id as usize] = named(&act.implies)?;
            if act.dated {
                dated.insert(id);
            }
            if act.concludes {
                concluding.insert(id);
            }
        }
        Ok(Verbs { groups, implied, dated, concluding })
    }

    /// The concepts of a kind that have a property.
    fn which<T>(&self, kind: &BTreeMap<String, T>, has: impl Fn(&T) -> bool) -> Result<Concepts, VocabularyError> {
        let mut with = kind.iter().filter(|(_, source)| has(source));
        with.try_fold(Concepts::NONE, |set, (name, _)| Ok(set.union(Concepts::of(self.id(name)?))))
    }

    /// A concept that the engine sets; nothing if the vocabulary leaves it out.
    fn engine(&self, name: &str) -> Concepts {
        self.ids.get(name).map_or(Concepts::NONE, |&id| Concepts::of(id))
    }

    fn dates(&self) -> Dates {
        let date = |name: &str| self.engine(name);
        Dates {
            this_year: date("this_year"),
            last_year: date("last_year"),
            next_year: date("next_year"),
            other_year: date("other_year"),
            part_of_year: date("part_of_year"),
        }
    }

    fn traps(&self, source: &Source) -> Result<Vec<Trap>, VocabularyError> {
        let compile = |trap: &TrapSource| {
            let [topics, when, unless] = [&trap.topics, &trap.when, &trap.unless].map(|names| self.set(names));
            Ok(Trap { topics: topics?, when: when?, unless: unless?, anywhere: trap.anywhere })
        };
        source.trap.iter().map(compile).collect()
    }

    fn cells(&self, source: &Source, exists: impl Fn(&str) -> bool) -> Result<Vec<Vec<Cell>>, VocabularyError> {
        let mut cells: Vec<Vec<Cell>> = self.names.iter().map(|_| Vec::new()).collect();
        for cell in &source.cell {
            for topic in &cell.topics {
                let id = self.id(topic)?;
                let stem = source.topic.get(topic).map_or("", |topic| topic.stem.as_str());
                let readings = cell.states.iter().map(|written| CellExpr::parse(written, stem));
                let known = |expr: &CellExpr| expr.added().iter().chain(expr.subtracted()).all(|key| exists(key));
                let readings: Vec<_> = readings.filter(known).collect();
                if !readings.is_empty() {
                    cells[id as usize].push(Cell { when: self.set(&cell.when)?, unit: cell.unit, readings });
                }
            }
        }
        Ok(cells)
    }
}
