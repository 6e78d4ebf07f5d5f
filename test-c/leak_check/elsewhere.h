/* Checks in another file of the program, which is in C++. */
#ifndef FFO_TEST_ELSEWHERE_H
#define FFO_TEST_ELSEWHERE_H

#ifdef __cplusplus
extern "C" {
#endif

void elsewhere_begin(void);
void elsewhere_end(void);

#ifdef __cplusplus
}
#endif

#endif
