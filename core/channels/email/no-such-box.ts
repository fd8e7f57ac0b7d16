/** Bad destination mailbox or system address, moved away, no mail server, disabled: RFC 3463 and RFC 7505. */
const NO_SUCH_BOX = /\b5\.(1\.([1236]|10)|2\.1)\b/;

/** Whether a server's words hold a status that nobody can be reached at the address. */
export const tellNoSuchBox = (words: string): boolean => NO_SUCH_BOX.test(words);
