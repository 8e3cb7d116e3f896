//! What one figure states: its own words, those behind it, what it borrows, and the subject that governs.

use std::ops::Range;

use super::bind::Walk;
use super::borrow::Borrowed;
use super::figure::UnitClass;
use super::frame::{Frame, Topics};
use super::governing::Governing;
use super::list::List;
use super::resolve::{Named, Stated, resolve};
use super::token::{Kind, Stop, Token};
use super::vocabulary::{Concept, Concepts, Gist, Role};
use super::{CellExpr, Mention, Why};

impl Walk<'_> {
    pub(super) fn figures_of(&mut self, tokens: &[Token], depth: usize) {
        let at = |from: usize| (from..tokens.len()).find(|&i| matches!(tokens[i].kind, Kind::Figure(_)));
        let (mut from, mut next) = (0, at(0));
        while let Some(place) = next {
            next = at(place + 1);
            from = self.figure(tokens, depth, from..place, next.unwrap_or(tokens.len()));
        }
        self.sentence.pending = None;
    }

    /// Binds the figure at `place` by `tokens[from..place]` and, where those leave something open, by those behind it
    /// up to `until`. Returns where the words of the next figure begin.
    fn figure(&mut self, tokens: &[Token], depth: usize, before: Range<usize>, until: usize) -> usize {
        let Range { start: from, end: place } = before;
        let Kind::Figure(number) = tokens[place].kind else {
            return place + 1;
        };
        let figure = &self.figures[number as usize];
        let mut frame = self.read(tokens, from, place);
        self.begin_list(&frame, &tokens[from..place], depth);
        self.share_out(&mut frame);
        let used = self.look_behind(&mut frame, tokens, place, until);
        if tokens[from].kind == Kind::Stop(Stop::Enumeration) {
            self.join(&mut frame);
        }
        self.sentence.last = Some(frame);
        // 由84件增加到97件
        let reaches = |token: &Token| token.is(Role::Reaches);
        let rises_from = until < tokens.len() && tokens[place..until].iter().any(reaches);
        if rises_from {
            frame.marks = frame.marks.union(self.vocabulary.dates.last_year);
        }
        let index = self.push(Mention::of(figure), &frame);
        self.standings[index].unit = self.text[figure.number.end..figure.range.end].trim_start();
        if figure.unit == Some(UnitClass::Percent) {
            if self.is_share(&frame, &tokens[from..place]) {
                self.lists.share(index);
            }
            self.standings[index].aside = true;
            self.govern(&frame);
            return used;
        }
        if self.limits(tokens, place) {
            self.mentions[index].reason.why = Why::Foreign;
            self.standings[index].aside = true;
            self.govern(&frame);
            return used;
        }
        self.state(index, &frame);
        self.enlist(index, &frame);
        let operator = |stop: Stop| tokens[from..place].iter().any(|token| token.kind == Kind::Stop(stop));
        let goes_on = |token: &Token| [Stop::Plus, Stop::Minus, Stop::Equals].map(Kind::Stop).contains(&token.kind);
        if operator(Stop::Equals) {
            self.equals(index, &frame);
        } else if tokens.get(place + 1).is_some_and(goes_on) {
            self.lists.operator(index, operator(Stop::Minus));
        }
        if rises_from || frame.is(Role::Rise) || frame.is(Role::Fall) {
            self.sentence.compared = Some((frame, index));
        }
        if self.sentence.first.is_none() && frame.has_predicate() {
            self.sentence.first = Some(frame);
        }
        used
    }

    /// 制定规章3件、规范性文件12件: a label that states nothing without a verb takes that of the one before.
    fn join(&self, frame: &mut Frame) {
        let Some(last) = self.sentence.last.filter(|_| !frame.has_predicate()) else { return };
        let states = |&topic: &Concept| self.vocabulary.cells(topic).iter().any(|cell| cell.when.is_empty());
        let [topic] = frame.topics.list[..] else { return };
        if !frame.topics.foreign && !states(&topic) {
            frame.acts = last.acts;
            frame.outcomes = last.outcomes;
            frame.sequence = last.sequence;
            frame.results = last.results;
            frame.joined = last.joined;
        }
    }

    /// Whether a percentage is a share of something: 占, 占比, or nothing but the percentage. A rate (满意率98%) is
    /// measured by what the report does not tell.
    fn is_share(&self, frame: &Frame, words: &[Token]) -> bool {
        let said = |token: &Token| token.kind == Kind::Unknown || token.is(Role::Filler);
        let rate = |token: &Token| said(token) && token.written(self.text).ends_with(['率', '度']);
        // 其中网上10件，同比增长25%
        const COMPARES: Gist = Gist::of(&[Role::Rise, Role::Fall, Role::Since]);
        let compares = |token: &Token| token.gist.meets(COMPARES);
        let is_plain = frame.is_silent() && frame.unknown + frame.tail == 0;
        frame.is(Role::Share) || (is_plain && !words.iter().any(|word| rate(word) || compares(word)))
    }

    /// 行政复议、行政诉讼分别为12件、8件: the labels get their figures in order.
    fn share_out(&mut self, frame: &mut Frame) {
        if frame.is(Role::Respectively) && frame.topics.list.len() > 1 {
            self.sentence.queue = frame.topics.list;
            self.sentence.served = 1;
            let first = frame.topics.list[0];
            frame.topics.list = List::default();
            frame.topics.list.push(first);
        }
    }

    /// Finds what the figure states.
    fn state(&mut self, index: usize, frame: &Frame) {
        let overruled = self.overruled(frame);
        let mut frame = *frame;
        frame.contexts = frame.contexts.union(self.elsewhere());
        let frame = &frame;
        if frame.is(Role::Reaches) {
            self.governing().time = self.vocabulary.dates.this_year;
        }
        if frame.topics.foreign && self.lists.listing() {
            self.pass(frame);
        } else {
            self.govern(frame);
        }
        let unit = self.mentions[index].unit.unwrap_or_default();
        if unit == UnitClass::Other {
            return;
        }
        let mut why = Why::Stated;
        let borrowed = self.borrow(frame, index);
        let frame = match &borrowed {
            Some(Borrowed::Frame(frame)) => frame,
            Some(Borrowed::Sum(sum)) => {
                self.mentions[index].readings = vec![sum.clone()];
                self.mentions[index].reason.why = Why::SummedUp;
                return;
            }
            None => frame,
        };
        let (topics, named) = if frame.topics.is_empty() || overruled {
            why = Why::Governed;
            (self.inherited(frame), Named::Elsewhere)
        } else {
            let counts =
                frame.has_predicate() || !frame.topics.manner || frame.is(Role::Total) || frame.is(Role::Together);
            (frame.topics, if counts { Named::Here } else { Named::Elsewhere })
        };
        self.mentions[index].reason.words = ranges(frame);
        self.standings[index].topic = topics.list.first().copied();
        if self.is_origin(index, frame) || self.is_share_of_whole(frame) {
            self.mentions[index].reason.why = Why::Part;
            return;
        }
        let mut outcome = self.readings(frame, (&topics, named), index);
        if why == Why::Governed {
            outcome = outcome.and_then(|each| self.of_both(frame, each, index));
        }
        match outcome {
            Ok(mut each) => {
                self.tell(index, frame, &why);
                if !frame.outcomes.meet(self.vocabulary.dated).is_empty() && !self.concluded {
                    each.iter_mut().for_each(|readings| readings.reverse()); // 新收36件、结转2件: carried in
                }
                self.mentions[index].reason.why = why;
                self.mentions[index].readings = each.remove(0);
                for readings in each {
                    let twin = Mention { readings, ..self.mentions[index].clone() };
                    self.mentions.push(twin);
                    self.standings.push(self.standings[index]);
                }
            }
            Err(why) => {
                self.linger(frame, &why);
                if !frame.marks.meet(self.vocabulary.doubting).is_empty() {
                    self.doubt_whole();
                }
                self.mentions[index].reason.why = why;
            }
        }
    }

    /// The context that another business governs the sentence: 办理工伤认定120件，引发行政复议3件.
    fn elsewhere(&self) -> Concepts {
        let governing = self.governing.last().is_some_and(|governing| governing.foreign && !governing.afar);
        if governing { self.vocabulary.elsewhere } else { Concepts::NONE }
    }

    /// 直接起诉2件，复议后起诉3件，维持5件: a result may be of the subject counted last, or of both; more than the
    /// part counted last it can only be of both.
    fn of_both(
        &mut self,
        frame: &Frame,
        mut each: Vec<Vec<CellExpr>>,
        index: usize,
    ) -> Result<Vec<Vec<CellExpr>>, Why> {
        let Governing { counted, beside, .. } = *self.governing();
        let Some(counted) = counted else { return Ok(each) };
        let part = self.standings[counted].part;
        let exceeds = part && self.mentions[index].value.as_f64() > self.mentions[counted].value.as_f64();
        let mut topics = Topics::default();
        let beside = beside.filter(|&beside| self.standings[counted].topic != Some(beside));
        topics.list.extend(beside);
        let other = beside.and_then(|_| self.readings(frame, (&topics, Named::Elsewhere), index).ok());
        let sum = match (&each[..], other.as_deref()) {
            ([one], Some([other])) => CellExpr::sum([&other[0], &one[0]]).map(|sum| self.vocabulary.named(sum)),
            _ => None,
        };
        let place = if part { 0 } else { each.first().map_or(0, Vec::len) };
        match sum {
            Some(sum) if exceeds => each[0] = vec![sum],
            Some(sum) => each[0].insert(place, sum),
            None if exceeds => return Err(Why::Contradicted),
            None => {}
        }
        Ok(each)
    }

    /// Keeps what the figure at `index` tells for those behind it.
    fn tell(&mut self, index: usize, frame: &Frame, why: &Why) {
        let results = frame.outcomes.without(self.vocabulary.dated);
        let is_result = !results.is_empty() && results.iter().all(|result| self.vocabulary.group(result).is_none());
        self.sentence.results = if is_result { self.sentence.results.saturating_add(1) } else { 0 };
        if *why == Why::Stated && results.is_empty() {
            self.governing().counted = Some(index);
        }
    }

    /// 办结58件，其中新收52件、上年结转6件: where what was concluded came from. Of what was received some is still open;
    /// what was carried in alone (含上年结转6件) is told in full.
    fn is_origin(&mut self, index: usize, frame: &Frame) -> bool {
        let dates = &self.vocabulary.dates;
        let (carried, next) = (self.vocabulary.dated, dates.next_year);
        let total = self.lists.total().or(self.governing().bracketed);
        let carries = !frame.marks.union(frame.outcomes).meet(carried.union(dates.last_year)).is_empty();
        let follows = index.checked_sub(1).is_some_and(|before| self.mentions[before].reason.why == Why::Part);
        let tells = if carries { follows } else { frame.has_predicate() || !frame.contexts.is_empty() };
        tells
            && total.is_some_and(|total| self.standings[total].concluded)
            && frame.outcomes.within(carried)
            && frame.marks.meet(next).is_empty()
    }

    /// 全系统收到114件，其中我委14件: the table may be of the whole or of the part.
    fn is_share_of_whole(&mut self, frame: &Frame) -> bool {
        let is_part = frame.is(Role::Own) && !frame.is(Role::Whole) && (self.doubt_whole() || self.doubt_first(frame));
        if is_part {
            // What follows in the sentence is about the part.
            let reaching = self.vocabulary.reaching;
            let governing = self.governing();
            governing.scope = governing.scope.union(reaching);
        }
        is_part
    }

    /// 全市收到1255件，其中市本级55件: the table may be of the part. Whether there is such a whole.
    fn doubt_whole(&mut self) -> bool {
        let Some(total) = self.lists.total().filter(|&total| self.standings[total].whole) else { return false };
        self.mentions[total].readings.clear();
        self.mentions[total].reason.why = Why::Unstated;
        true
    }

    /// 全市收到4120件，我局收到34件: the same of the whole and of the part.
    fn doubt_first(&mut self, frame: &Frame) -> bool {
        let same = |first: &&Frame| first.is(Role::Whole) && frame.has_predicate() && frame.acts == first.acts;
        if self.sentence.first.as_ref().filter(same).is_none() {
            return false;
        }
        let last = self.standings.len().saturating_sub(1);
        let whole = (0..last).rev().take(64).take_while(|&at| self.standings[at].sentence == self.sentences);
        let Some(whole) = whole.into_iter().find(|&at| self.standings[at].whole) else { return false };
        self.mentions[whole].readings.clear();
        self.mentions[whole].reason.why = Why::Unstated;
        true
    }

    /// 继续有效96件（含各部门）: the bracket tells that another business is meant.
    pub(super) fn doubt_bracketed(&mut self, tokens: &[Token]) {
        let Some(figure) = self.governing().bracketed else { return };
        let contexts = self.read(tokens, 0, tokens.len()).contexts;
        let topic = self.standings[figure].topic;
        let means = |when: Concepts| !when.is_empty() && when.within(contexts);
        let trapped = |topic| self.vocabulary.traps.iter().any(|trap| trap.topics.has(topic) && means(trap.when));
        if topic.is_some_and(trapped) {
            self.mentions[figure].readings.clear();
            self.mentions[figure].reason.why = Why::Foreign;
        }
    }

    /// 上年收到45件,办结43件: what follows is of last year too, unless it was only compared with.
    fn linger(&mut self, frame: &Frame, why: &Why) {
        let dates = &self.vocabulary.dates;
        let times = dates.last_year.union(dates.next_year).union(dates.other_year).union(dates.part_of_year);
        if matches!(why, Why::Trap(_)) && !frame.acts.is_empty() && !frame.marks.is_empty() && frame.marks.within(times)
        {
            self.governing().time = frame.marks;
        }
    }

    /// Whether the topics are named in a way that means another business.
    fn trapped(&self, frame: &Frame, topics: &Topics) -> bool {
        let here = frame.acts.union(frame.outcomes).union(frame.marks);
        let own = !frame.topics.is_empty();
        let governing = self.governing.last().filter(|_| !own);
        let around = governing.map_or(Concepts::NONE, |governing| governing.contexts);
        let contexts = frame.contexts.union(self.sentence.contexts).union(around);
        // 行政复议方面，全年受理84件: counted is what is inherited only where a figure was its own
        let uncounted = governing.is_none_or(|governing| governing.counted.is_none());
        self.vocabulary.traps.iter().filter(|trap| own || uncounted && !trap.unless.is_empty()).any(|trap| {
            let said = if trap.anywhere { here.union(self.sentence.acts) } else { here.union(frame.contexts) };
            topics.list.iter().any(|&topic| trap.topics.has(topic))
                && trap.when.within(said)
                && trap.unless.meet(contexts).is_empty()
        })
    }

    /// 行政处罚12宗: a business names its decisions only where they are counted like decisions, neither as parts of
    /// something nor beside another subject.
    fn is_decided(&self, index: usize, frame: &Frame) -> bool {
        let mut units = frame.topics.list.iter().filter_map(|&topic| self.vocabulary.counted_in(topic)).peekable();
        let is_business = units.peek().is_some();
        let written = self.standings[index].unit;
        !is_business
            || (!self.lists.listing()
                && !frame.is(Role::Whole)
                && units.all(|units| units.split_whitespace().any(|one| one == written)))
    }

    /// The readings for each label, or why there are none.
    fn readings(
        &mut self,
        frame: &Frame,
        (topics, named): (&Topics, Named),
        index: usize,
    ) -> Result<Vec<Vec<CellExpr>>, Why> {
        let unit = self.mentions[index].unit.unwrap_or_default();
        if topics.foreign {
            return Err(Why::Foreign);
        }
        if frame.is(Role::Negation) {
            return Err(Why::Unstated); // 未发生一起: an absence
        }
        if frame.topics.bare && !self.is_decided(index, frame) {
            return Err(Why::Unstated);
        }
        let own = !frame.topics.is_empty();
        let verb_only = frame.outcomes.is_empty();
        if !own && frame.tail > 0 && verb_only && frame.has_predicate() && !self.lists.listing() {
            self.governing().foreign = true; // 受理…案件30件: what follows is about that
        }
        let unknown = frame.gap > 0 || (frame.unknown > 0 && (!own || self.lists.listing()));
        if frame.tail > 0 || (verb_only && unknown) {
            return Err(Why::Unexplained);
        }
        if self.trapped(frame, topics) {
            self.governing().foreign = true;
            return Err(Why::Foreign);
        }
        let mut frame = *frame;
        let Governing { time, scope, .. } = *self.governing();
        let this_year = time.meet(self.vocabulary.dates.this_year);
        frame.contexts = frame.contexts.union(this_year);
        let marks = frame.marks.union(time.without(this_year)).union(scope);
        let mut each = Vec::with_capacity(topics.list.len());
        for &topic in topics.list.iter() {
            match resolve(&frame, topic, named, marks, unit, self.vocabulary) {
                Stated::Cells(readings) => each.push(readings),
                Stated::Trap(mark) => return Err(Why::Trap(self.vocabulary.name(mark).to_owned())),
                Stated::Nothing => return Err(Why::Unstated),
            }
        }
        let distributes = frame.is(Role::Each) || frame.is(Role::Universal);
        if each.len() > 1 && !distributes {
            if named == Named::Elsewhere {
                return Err(Why::Unstated); // of which of the subjects that govern?
            }
            let sum = CellExpr::sum(each.iter().map(|readings| &readings[0])).ok_or(Why::Unstated)?;
            each = vec![vec![self.vocabulary.named(sum)]];
        }
        if each.is_empty() { Err(Why::Unstated) } else { Ok(each) }
    }
}

pub(super) fn ranges(frame: &Frame) -> Vec<Range<usize>> {
    frame.words.iter().map(|&(start, end)| start as usize..end as usize).collect()
}
