#[path = "../tests/support/writer/mod.rs"]
mod writer;
use writer::*;
fn main() {
    let mut args = std::env::args().skip(1);
    let dialect = args.next().unwrap();
    let seed: u64 = args.next().unwrap().parse().unwrap();
    let options = Options { dialect: Dialect::from_name(&dialect), ..Options::default() };
    print!("{}", generate(seed, &options).text);
}
