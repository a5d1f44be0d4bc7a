# SPDX-License-Identifier: GPL-3.0-or-later
# Brings a copy of the English translation up to date and complains about what is not translated in it.
file(COPY_FILE ${SOURCE}/resources/translations/lanescope_en.ts ${COPY})
execute_process(
    COMMAND ${LUPDATE} -silent -no-obsolete -pluralonly -locations none -source-language en -target-language en
        -I . app core ui -ts ${COPY}
    WORKING_DIRECTORY ${SOURCE} ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "lupdate failed: ${failed}")
endif()
file(READ ${COPY} text)
string(REGEX MATCHALL "<source>[^<]*</source>[^<]*<translation type=\"unfinished\">" missing "${text}")
if(missing)
    string(REGEX REPLACE "<[^>]*>" "" missing "${missing}")
    message(FATAL_ERROR "These texts have no English plural. './dev translations' writes the regular ones; put the "
        "others into resources/translations/lanescope_en.ts by hand: ${missing}")
endif()
