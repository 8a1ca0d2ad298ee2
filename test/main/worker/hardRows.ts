/** A row with this value ends the process that runs it. */
export const deadly = 123456;
/** A run with this value in it takes a fifth of a second. */
export const slow = 777777;
/** A run with this value in it takes ten minutes, inside native code as it were. */
export const endless = 654321;
