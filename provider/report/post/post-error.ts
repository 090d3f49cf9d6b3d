/** Why no comment was written, as a sentence that says what is missing. */
export class PostError extends Error {}
