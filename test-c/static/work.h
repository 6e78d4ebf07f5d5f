/* What is linked into the program, or into a library of its own. */
#ifndef FFO_TEST_WORK_H
#define FFO_TEST_WORK_H

/* 0 when all went as it should. */
int work(void);

#endif
