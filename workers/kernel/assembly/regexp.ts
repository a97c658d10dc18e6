// Regular expressions are the host's: the one function that the kernel calls out. Asked only of lines that hold what
// else the rule looks for.

/** Whether the bytes [start, end), as Latin-1, match the expression of this number. */
@external("host", "matches")
export declare function matches(regexp: i32, start: usize, end: usize): bool;
