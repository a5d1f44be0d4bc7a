// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/proc_text.h"

#include "tests/core/check.h"

using namespace lanescope::kernel;

namespace {

const std::string kAfterName = " S 7 100 100 0 -1 4194304 500 0 2 0 42 17 0 0 20 0 9 0 12345 2703360 321 "
                               "18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

std::optional<StatLine> withName(const std::string& name)
{
    return parseStat("4711 (" + name + ")" + kAfterName);
}

} // namespace

TEST_CASE(statFieldsAreFoundWhereTheyStand)
{
    const std::optional<StatLine> stat = withName("lab");
    if (!CHECK(stat.has_value()))
        return;
    CHECK_EQ(stat->id, 4711);
    CHECK_EQ(stat->comm, "lab");
    CHECK_EQ(stat->state, 'S');
    CHECK_EQ(stat->parentPid, 7);
    CHECK_EQ(stat->userTicks, 42);
    CHECK_EQ(stat->systemTicks, 17);
    CHECK_EQ(stat->threads, 9);
    CHECK_EQ(stat->startTicks, 12345);
    CHECK_EQ(stat->residentPages, 321);
    CHECK_EQ(stat->lastCpu, 3);
}

TEST_CASE(anyNameIsTakenAsItIs)
{
    for (const std::string& name :
         std::vector<std::string>{"", " ", "(", ")", "()", ")(", ") S 1 (", "a b c", "x) R 1 2 3 4 5 6", "\n",
                                  "tab\there", "\xff\xfe", "kworker/0:1-events_power_efficient", "4711 (a)"}) {
        const std::optional<StatLine> stat = withName(name);
        if (!CHECK(stat.has_value()))
            continue;
        CHECK_EQ(stat->comm, name);
        CHECK_EQ(stat->parentPid, 7);
        CHECK_EQ(stat->lastCpu, 3);
    }
}

TEST_CASE(statThatIsNotOneGivesNothing)
{
    for (const std::string& text : std::vector<std::string>{
             "", " ", "4711", "4711 (", "4711 (a", "4711 )a(", "(a) S 1", "4711 (a)", "x (a)" + kAfterName,
             "99999999999999999999 (a)" + kAfterName, "4711 (a) SS 7", "4711 (a) S -", std::string(5000, '('),
             std::string(5000, ')'), std::string(64, '\0')})
        CHECK(!parseStat(text).has_value());
}

TEST_CASE(everyCutOfAStatLineIsSafe)
{
    const std::string whole = "4711 (a (b) c)" + kAfterName;
    std::size_t complete = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size)
        complete += parseStat(std::string(whole, 0, size)).has_value();
    CHECK(parseStat(whole).has_value());
    CHECK(complete < whole.size() / 2); // the cut ones before field 39 are refused
}

TEST_CASE(anyStatBytesAreSafe)
{
    std::mt19937_64 random(lanescope::check::seed());
    int understood = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = "4711 (lab)" + kAfterName;
        for (std::uint64_t i = random() % 6; i > 0; --i)
            text[random() % text.size()] = static_cast<char>(random());
        const std::optional<StatLine> stat = parseStat(text);
        understood += stat.has_value();
        CHECK(!stat || stat->comm.size() < text.size());
        parseSchedstat(text);
        parsePids(text);
    }
    CHECK(understood > 0 && understood < 20000);
}

TEST_CASE(schedstatHasThreeNumbers)
{
    const std::optional<SchedLine> line = parseSchedstat("123456789 42 7\n");
    if (CHECK(line.has_value())) {
        CHECK_EQ(line->onCpuNs, 123456789);
        CHECK_EQ(line->readyNs, 42);
        CHECK_EQ(line->timeslices, 7);
    }
    for (const char* text : {"", "1", "1 2", "1 2 x", "-1 2 3", "1,2,3", "99999999999999999999 1 1"})
        CHECK(!parseSchedstat(text).has_value());
}

TEST_CASE(pidListsHoldNumbersOnly)
{
    CHECK(parsePids("") == std::vector<pid_t>());
    CHECK(parsePids("12 13 ") == (std::vector<pid_t>{12, 13}));
    CHECK(parsePids("12 x 0 -4 13\n") == (std::vector<pid_t>{12, 13}));
    CHECK(!parsePid("..").has_value());
    CHECK(!parsePid("12a").has_value());
    CHECK(!parsePid("4294967297").has_value());
    CHECK_EQ(parsePid("12").value_or(0), 12);
}
