//! The equations of a format file: `handled = granted + denied.* - withdrawn`.

/// One term: a coefficient and the name it multiplies, with the name's byte range in the equation.
pub(super) struct Term<'a> {
    pub coefficient: i64,
    pub name: &'a str,
    pub range: std::ops::Range<usize>,
}

/// The two sides of an equation; the terms of the right side come with their sign turned.
pub(super) struct Equation<'a> {
    pub left: Vec<Term<'a>>,
    pub right: Vec<Term<'a>>,
}

/// What is wrong with an equation, and where in it (bytes).
pub(super) struct EquationError {
    pub message: &'static str,
    pub range: std::ops::Range<usize>,
}

/// Reads `name + name = name - name`, with whole factors as in `2 * name`.
pub(super) fn parse(text: &str) -> Result<Equation<'_>, EquationError> {
    let error = |message, range| EquationError { message, range };
    let Some((left, right)) = text.split_once('=') else {
        return Err(error("等式缺少“=”（an equation needs one “=”）", 0..text.len()));
    };
    if let Some(second) = right.find('=') {
        let at = left.len() + 1 + second;
        return Err(error("等式只能有一个“=”（an equation has one “=”）", at..at + 1));
    }
    Ok(Equation { left: side(left, 0, 1)?, right: side(right, left.len() + 1, -1)? })
}

fn side(text: &str, offset: usize, sign: i64) -> Result<Vec<Term<'_>>, EquationError> {
    let mut terms = Vec::new();
    let mut start = 0;
    let mut next_sign = sign;
    let ends = text.match_indices(['+', '-']).map(|(at, op)| (at, op == "-")).chain([(text.len(), false)]);
    for (end, minus) in ends {
        let piece = &text[start..end];
        let skipped_sign = piece.trim().is_empty() && start == 0 && end < text.len();
        if !skipped_sign {
            terms.push(term(piece, offset + start, next_sign)?);
        }
        next_sign = if minus { -sign } else { sign };
        start = end + 1;
    }
    Ok(terms)
}

fn term(piece: &str, offset: usize, sign: i64) -> Result<Term<'_>, EquationError> {
    let (factor, name) = match piece.split_once('*') {
        Some((factor, name)) if !factor.trim().is_empty() && !factor.trim_end().ends_with('.') => (factor.trim(), name),
        _ => ("1", piece),
    };
    let start = offset + piece.len() - name.trim_start().len();
    let name = name.trim();
    let range = start..start + name.len();
    if name.is_empty() {
        return Err(EquationError {
            message: "这里缺少名称（a name is missing here）",
            range: offset..offset + piece.len(),
        });
    }
    match factor.parse::<i32>() {
        Ok(factor) => Ok(Term { coefficient: sign * i64::from(factor), name, range }),
        Err(_) => {
            Err(EquationError { message: "系数应为整数（a factor is a whole number）", range: offset..start })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let equation = parse(text).unwrap_or_else(|error| panic!("{}", error.message));
        equation.left.iter().chain(&equation.right).map(|term| format!("{:+}{}", term.coefficient, term.name)).collect()
    }

    #[test]
    fn signs_and_factors() {
        assert_eq!(show("a = b + c.* - 2 * d"), "+1a-1b-1c.*+2d");
        assert_eq!(show("-a + b = c"), "-1a+1b-1c");
        for wrong in ["a", "a = b = c", "a = ", "a = b + + c", "a = x * b"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
