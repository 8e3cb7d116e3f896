//! A small deterministic source of chance (SplitMix64).

use std::ops::RangeInclusive;

#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng(seed ^ 0x5851_F42D_4C95_7F2D);
        rng.draw();
        rng
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A stream of its own for a named purpose, so that one part never shifts another.
    pub fn fork(&self, purpose: &str) -> Self {
        let mut hash = self.0 ^ 0xCBF2_9CE4_8422_2325;
        for byte in purpose.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
        Rng::new(hash)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            return 0;
        }
        (self.draw() % bound as u64) as usize
    }

    pub fn range(&mut self, range: RangeInclusive<i64>) -> i64 {
        let width = (range.end() - range.start() + 1).max(1) as u64;
        range.start() + (self.draw() % width) as i64
    }

    /// True `times` out of a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.draw() % 100 < times
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// The first alternative with the given percentage, else any of the others.
    pub fn mostly<'a>(&mut self, percent: u64, from: &[&'a str]) -> &'a str {
        if from.len() == 1 || self.percent(percent) {
            return from[0];
        }
        from[1 + self.below(from.len() - 1)]
    }

    /// An index drawn with the given weights.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let total: u64 = weights.iter().sum();
        let mut left = self.draw() % total.max(1);
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// `count` different elements, in random order.
    pub fn some<'a>(&mut self, from: &[&'a str], count: usize) -> Vec<&'a str> {
        let mut pool: Vec<&str> = from.to_vec();
        let mut chosen = Vec::new();
        while chosen.len() < count && !pool.is_empty() {
            let index = self.below(pool.len());
            chosen.push(pool.swap_remove(index));
        }
        chosen
    }

    /// Splits `whole` at random over `weights`.
    pub fn split(&mut self, whole: i64, weights: &[u64]) -> Vec<i64> {
        let mut parts = vec![0; weights.len()];
        for _ in 0..whole {
            parts[self.weighted(weights)] += 1;
        }
        parts
    }
}
