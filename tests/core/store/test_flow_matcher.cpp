// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/flow_matcher.h"

#include "tests/core/check.h"

using namespace lanescope::store;

namespace {

constexpr ThreadIndex kSender{1};
constexpr ThreadIndex kReceiver{2};

bool isTheFlow(const std::optional<Flow>& flow)
{
    return flow && flow->fromNs == 10 && flow->toNs == 20 && flow->from == kSender && flow->to == kReceiver;
}

} // namespace

TEST_CASE(matchesInTheOrderOfTime)
{
    FlowMatcher flows;
    CHECK(!flows.out(7, 10, kSender));
    CHECK(!flows.in(8, 20, kReceiver));
    CHECK(isTheFlow(flows.in(7, 20, kReceiver)));
    CHECK(!flows.in(7, 30, kReceiver)); // each half belongs to one pair
}

// The ring of who received may be read before that of who sent.
TEST_CASE(matchesWhateverIsReadFirst)
{
    FlowMatcher flows;
    CHECK(!flows.in(7, 20, kReceiver));
    CHECK(isTheFlow(flows.out(7, 10, kSender)));
    CHECK(!flows.out(7, 30, kSender));
}
