/* From Windows to main. */
int main(void);
_Noreturn void exit(int status);

void mainCRTStartup(void) { exit(main()); }
