// SPDX-License-Identifier: GPL-3.0-or-later
// Two threads write one plain variable: ThreadSanitizer must end this program with an error. The check itself
// passes, so that nothing but the sanitizer can make it fail.
#include "tests/core/check.h"

#include <thread>

namespace {

int g_unguarded = 0;

} // namespace

TEST_CASE(unguardedCounterIsReported)
{
    const auto count = [] {
        for (int i = 0; i < 1000; ++i)
            g_unguarded = g_unguarded + 1;
    };
    {
        const std::jthread first(count);
        const std::jthread second(count);
    }
    CHECK(g_unguarded > 0);
}
