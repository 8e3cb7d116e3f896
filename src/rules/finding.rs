//! What rules add to a finding: places that belong to it, fixes, figures.

use crate::beside::Neighbour;
use crate::finding::{Data, Finding, Fix, Related, Safety};
use crate::text::{Edits, TextRange};

impl Finding {
    /// Adds a place that belongs to it.
    pub fn relate(&mut self, range: TextRange, message: String) -> &mut Self {
        self.related.push(Related { message, range, path: None });
        self
    }

    /// Adds a place in another report that belongs to it.
    pub fn relate_to(&mut self, neighbour: &Neighbour, range: TextRange, message: String) -> &mut Self {
        let path = Some(neighbour.path.to_path_buf());
        self.related.push(Related { message, range: neighbour.place(range), path });
        self
    }

    /// Adds a fix that is applied without asking.
    pub fn safe_fix(&mut self, title: String, edits: impl Into<Edits>) -> &mut Self {
        self.fixes.push(Fix { title, safety: Safety::Safe, preferred: true, edits: edits.into() });
        self
    }

    /// Adds a fix that a person chooses; `preferred` marks the one to take first.
    pub fn offer(&mut self, title: String, preferred: bool, edits: impl Into<Edits>) -> &mut Self {
        self.fixes.push(Fix { title, safety: Safety::Offered, preferred, edits: edits.into() });
        self
    }

    /// Adds the figures behind it.
    pub fn data(&mut self, data: Data) -> &mut Self {
        self.data = Some(data);
        self
    }
}
