# A copy of the install tree, far from where it was made.
file(REMOVE_RECURSE "${FOLDER}")
if(STEP STREQUAL "begin")
  file(COPY "${PREFIX}/" DESTINATION "${FOLDER}/prefix" PATTERN symbols EXCLUDE)
endif()
