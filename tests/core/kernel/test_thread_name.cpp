// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/thread_name.h"

#include "tests/core/check.h"

using namespace lanescope::kernel;

TEST_CASE(cutNamesOfQtAreCompleted)
{
    CHECK_EQ(wholeThreadName("QNetworkAccessM"), "QNetworkAccessManager");
    CHECK_EQ(wholeThreadName("QDBusConnection"), "QDBusConnectionManager");
}

TEST_CASE(otherNamesStayAsTheyAre)
{
    CHECK_EQ(wholeThreadName("parser-1"), "parser-1");
    CHECK_EQ(wholeThreadName("QNetwork"), "QNetwork"); // shorter than the kernel cuts: it is whole
    CHECK_EQ(wholeThreadName("Thread (pooled)"), "Thread (pooled)");
    CHECK_EQ(wholeThreadName(""), "");
}
