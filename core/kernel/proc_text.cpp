// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/proc_text.h"

#include <array>
#include <charconv>
#include <system_error>

namespace lanescope::kernel {

namespace {

template <class Number>
bool toNumber(std::string_view text, Number& value)
{
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end;
}

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\n' || letter == '\t';
}

// The next word; empty at the end.
std::string_view takeWord(std::string_view& text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    std::size_t length = 0;
    while (length < text.size() && !isBlank(text[length]))
        ++length;
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    return word;
}

// Places in the line, counted as in proc(5), where the first is 1.
constexpr std::size_t kFirstAfterName = 3;
constexpr std::size_t kLastUsed = 39;

class Fields {
public:
    explicit Fields(std::string_view afterName)
    {
        for (std::string_view& word : m_words)
            word = takeWord(afterName);
    }
    std::string_view at(std::size_t place) const { return m_words[place - kFirstAfterName]; }

private:
    std::array<std::string_view, kLastUsed - kFirstAfterName + 1> m_words;
};

bool readFields(const Fields& fields, StatLine& line)
{
    if (fields.at(3).size() != 1)
        return false;
    line.state = fields.at(3).front();
    return toNumber(fields.at(4), line.parentPid) && toNumber(fields.at(14), line.userTicks) &&
           toNumber(fields.at(15), line.systemTicks) && toNumber(fields.at(20), line.threads) &&
           toNumber(fields.at(22), line.startTicks) && toNumber(fields.at(24), line.residentPages) &&
           toNumber(fields.at(39), line.lastCpu);
}

} // namespace

std::optional<StatLine> parseStat(std::string_view text)
{
    // The kernel does not escape the name, but nothing after it has a parenthesis: the last one closes it.
    const std::size_t open = text.find(" (");
    const std::size_t close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2)
        return {};
    StatLine line;
    line.comm = text.substr(open + 2, close - open - 2);
    if (!toNumber(text.substr(0, open), line.id) || !readFields(Fields(text.substr(close + 1)), line))
        return {};
    return line;
}

std::optional<SchedLine> parseSchedstat(std::string_view text)
{
    SchedLine line;
    if (!toNumber(takeWord(text), line.onCpuNs) || !toNumber(takeWord(text), line.readyNs) ||
        !toNumber(takeWord(text), line.timeslices))
        return {};
    return line;
}

std::optional<pid_t> parsePid(std::string_view text)
{
    pid_t pid = 0;
    if (!toNumber(text, pid) || pid <= 0)
        return {};
    return pid;
}

std::vector<pid_t> parsePids(std::string_view text)
{
    std::vector<pid_t> pids;
    for (std::string_view word = takeWord(text); !word.empty(); word = takeWord(text))
        if (const std::optional<pid_t> pid = parsePid(word))
            pids.push_back(*pid);
    return pids;
}

} // namespace lanescope::kernel
