# A copy of the install tree, far from where it was made; without what is for debuggers, and the
# walkthrough with debug information of its own, which both name their sources.
file(REMOVE_RECURSE "${FOLDER}")
if(STEP STREQUAL "begin")
  file(COPY "${PREFIX}/" DESTINATION "${FOLDER}/prefix"
       PATTERN symbols EXCLUDE PATTERN "ffo-walkthrough*" EXCLUDE)
endif()
