// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/robots/robots_rules.h"

#include "core/crawl/url/ascii.h"
#include "core/crawl/url/byte_views.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace lanescope::crawl {

namespace {

constexpr std::size_t kShownBytes = 200;
constexpr std::string_view kAnyAgent = "*";

constexpr bool isTokenCharacter(char c)
{
    return isLetter(c) || c == '-' || c == '_';
}

bool isOneOf(std::string_view text, std::span<const std::string_view> words)
{
    return std::ranges::any_of(words, [text](std::string_view word) { return equalsIgnoringCase(text, word); });
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank(" \t\v\f\0", 5);
    const std::size_t first = text.find_first_not_of(kBlank);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

enum class Key { UserAgent, Allow, Disallow, CrawlDelay, Other };

/// The misspellings are those that Google's own parser has met often enough to read them.
Key keyOf(std::string_view word)
{
    static constexpr std::array<std::string_view, 3> kAgents = {"user-agent", "useragent", "user agent"};
    static constexpr std::array<std::string_view, 6> kDisallows = {"disallow", "dissallow", "dissalow",
                                                                   "disalow",  "diasllow",  "disallaw"};
    if (isOneOf(word, kAgents))
        return Key::UserAgent;
    if (isOneOf(word, kDisallows))
        return Key::Disallow;
    if (equalsIgnoringCase(word, "allow"))
        return Key::Allow;
    return equalsIgnoringCase(word, "crawl-delay") ? Key::CrawlDelay : Key::Other;
}

struct Statement {
    Key key = Key::Other;
    std::string_view value;
};

/// "Key: value # comment"; the colon may be missing when there are just two words.
Statement statementOf(std::string_view line)
{
    const std::string_view text = trimmed(line.substr(0, line.find('#')));
    const std::size_t colon = text.find(':');
    if (colon != text.npos)
        return {keyOf(trimmed(text.substr(0, colon))), trimmed(text.substr(colon + 1))};
    const std::size_t blank = text.find_first_of(" \t");
    if (blank == text.npos)
        return {};
    const std::string_view value = trimmed(text.substr(blank));
    return value.find_first_of(" \t") == value.npos ? Statement{keyOf(text.substr(0, blank)), value} : Statement{};
}

RobotsLine shownLine(int number, std::string_view line)
{
    return {number, copied(trimmed(line).substr(0, kShownBytes))};
}

std::optional<double> secondsOf(std::string_view value)
{
    double seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const bool isTime = error == std::errc() && std::isfinite(seconds) && seconds >= 0;
    return isTime && end == value.data() + value.size() ? std::optional(seconds) : std::nullopt;
}

} // namespace

/// Takes the lines of a file in order and builds the groups.
class RobotsRules::Reader {
public:
    explicit Reader(RobotsRules& rules)
        : m_rules(rules)
    {
    }

    void read(std::string_view text)
    {
        if (text.starts_with("\xEF\xBB\xBF"))
            text.remove_prefix(3);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
            ++m_number;
            take(text.substr(at, end - at));
            at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
        }
    }

private:
    void take(std::string_view line)
    {
        const Statement statement = statementOf(line);
        switch (statement.key) {
        case Key::UserAgent:
            return takeAgent(statement.value);
        case Key::Allow:
        case Key::Disallow:
            return takeRule(statement, line);
        case Key::CrawlDelay:
            return takeDelay(statement.value, line);
        case Key::Other:
            break;
        }
    }

    void takeAgent(std::string_view value)
    {
        if (m_afterRule || m_rules.m_groups.empty())
            m_rules.m_groups.emplace_back();
        m_afterRule = false;
        const bool isAny = value.starts_with('*') && (value.size() == 1 || value[1] == ' ' || value[1] == '\t');
        const std::string token = isAny ? std::string(kAnyAgent) : productToken(value);
        if (token.empty())
            return; // the group is there, and is for nobody
        GroupNumbers& numbers = m_rules.m_agents[token];
        const auto current = static_cast<std::uint32_t>(m_rules.m_groups.size() - 1);
        if (numbers.empty() || numbers.back() != current)
            numbers.push_back(current);
    }

    void takeRule(const Statement& statement, std::string_view line)
    {
        if (m_rules.m_groups.empty())
            return; // rules for nobody
        m_afterRule = true;
        RobotsPattern pattern(statement.value);
        if (pattern.length() > 0)
            m_rules.m_groups.back().rules.push_back(
                {std::move(pattern), statement.key == Key::Allow, shownLine(m_number, line)});
    }

    void takeDelay(std::string_view value, std::string_view line)
    {
        const std::optional<double> seconds = secondsOf(value);
        if (!seconds || m_rules.m_groups.empty())
            return;
        std::optional<RobotsDelay>& delay = m_rules.m_groups.back().delay;
        if (!delay || delay->seconds < *seconds)
            delay = RobotsDelay{*seconds, shownLine(m_number, line)};
    }

    RobotsRules& m_rules;
    int m_number = 0;
    bool m_afterRule = false; // the next agent begins a new group
};

RobotsRules RobotsRules::parse(const QByteArray& file)
{
    RobotsRules rules;
    std::string_view text = viewOf(file);
    rules.m_truncated = file.size() > kMaxBytes;
    if (rules.m_truncated) {
        // Half a line could forbid what the whole one does not.
        text = text.substr(0, kMaxBytes);
        const std::size_t lastEnd = text.find_last_of("\r\n");
        text = text.substr(0, lastEnd == text.npos ? 0 : lastEnd);
    }
    Reader(rules).read(text);
    for (Group& group : rules.m_groups) {
        // The longest first, "allow" before "disallow": the first that matches decides.
        std::ranges::stable_sort(group.rules, [](const Rule& left, const Rule& right) {
            return left.pattern.length() != right.pattern.length() ? left.pattern.length() > right.pattern.length()
                                                                   : left.allows && !right.allows;
        });
    }
    return rules;
}

std::string RobotsRules::productToken(std::string_view agent)
{
    const auto end = std::ranges::find_if_not(agent, isTokenCharacter);
    return inLowerCase({agent.begin(), end});
}

const RobotsRules::GroupNumbers& RobotsRules::groupsFor(std::string_view agent) const
{
    static const GroupNumbers none;
    auto found = m_agents.find(productToken(agent));
    if (found == m_agents.end())
        found = m_agents.find(kAnyAgent);
    return found == m_agents.end() ? none : found->second;
}

RobotsVerdict RobotsRules::check(std::string_view agent, const Url& url) const
{
    if (url.target() == "/robots.txt")
        return {true, RobotsVerdict::Reason::RobotsFile, {}};
    const std::string target = RobotsPattern::encoded(url.target());
    const Rule* best = nullptr;
    for (const std::uint32_t number : groupsFor(agent)) {
        for (const Rule& rule : m_groups[number].rules) {
            const std::size_t length = rule.pattern.length();
            if (best != nullptr && (length < best->pattern.length() ||
                                    (length == best->pattern.length() && (best->allows || !rule.allows))))
                break; // neither this one nor those behind it could change anything
            if (rule.pattern.matches(target)) {
                best = &rule;
                break;
            }
        }
    }
    return best == nullptr ? RobotsVerdict{} : RobotsVerdict{best->allows, RobotsVerdict::Reason::Line, best->line};
}

std::optional<RobotsDelay> RobotsRules::crawlDelay(std::string_view agent) const
{
    const RobotsDelay* longest = nullptr;
    for (const std::uint32_t number : groupsFor(agent)) {
        const std::optional<RobotsDelay>& delay = m_groups[number].delay;
        if (delay && (longest == nullptr || longest->seconds < delay->seconds))
            longest = &*delay;
    }
    return longest == nullptr ? std::nullopt : std::optional(*longest);
}

} // namespace lanescope::crawl
