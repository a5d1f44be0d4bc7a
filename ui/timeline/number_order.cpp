// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/number_order.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace lanescope::timeline {
namespace {

struct NumberedName {
    std::string_view stem;
    std::uint64_t number = 0;
    bool isNumbered = false; // a number too long for 64 bits is none
};

NumberedName numbered(std::string_view name)
{
    const std::size_t last = name.find_last_not_of("0123456789");
    const std::size_t digits = last == std::string_view::npos ? 0 : last + 1;
    NumberedName parts{name.substr(0, digits)};
    const auto read = std::from_chars(name.data() + digits, name.data() + name.size(), parts.number);
    parts.isNumbered = read.ec == std::errc();
    return parts;
}

/// Rows of one stem, none of which has the number of another.
class Kind {
public:
    bool has(std::uint64_t number) const
    {
        return !m_members.empty() && number <= m_greatest &&
               std::ranges::find(m_members, number, &Member::number) != m_members.end();
    }
    void add(std::uint64_t number, std::uint32_t row)
    {
        m_isInOrder = m_isInOrder && (m_members.empty() || number > m_greatest);
        m_greatest = std::max(m_greatest, number);
        m_members.push_back({number, row});
    }
    void appendTo(std::vector<std::uint32_t>& rows)
    {
        if (!m_isInOrder)
            std::ranges::sort(m_members, {}, &Member::number);
        for (const Member& member : m_members)
            rows.push_back(member.row);
    }

private:
    struct Member {
        std::uint64_t number;
        std::uint32_t row;
    };
    std::vector<Member> m_members;
    std::uint64_t m_greatest = 0;
    bool m_isInOrder = true;
};

} // namespace

void orderByNumber(std::vector<std::uint32_t>& rows, const std::function<std::string_view(std::uint32_t)>& nameOf)
{
    std::vector<std::uint32_t> ordered;
    std::vector<Kind> kinds;
    std::unordered_map<std::string_view, std::size_t> newest; // by stem, a place in `kinds`
    for (const std::uint32_t row : rows) {
        const NumberedName name = numbered(nameOf(row));
        if (!name.isNumbered) {
            ordered.push_back(row);
            continue;
        }
        const auto [known, isNew] = newest.try_emplace(name.stem, kinds.size());
        if (isNew || kinds[known->second].has(name.number)) {
            known->second = kinds.size();
            kinds.emplace_back();
        }
        kinds[known->second].add(name.number, row);
    }
    for (Kind& kind : kinds)
        kind.appendTo(ordered);
    rows = std::move(ordered);
}

void newestKindFirst(std::vector<std::uint32_t>& rows, const std::function<std::string_view(std::uint32_t)>& nameOf)
{
    std::reverse(rows.begin(), rows.end());
    auto first = rows.begin();
    while (first != rows.end()) { // they stand from the greatest number to the least: turn each kind round again
        auto last = first + 1;
        for (NumberedName here = numbered(nameOf(*first)); last != rows.end(); ++last) {
            const NumberedName next = numbered(nameOf(*last));
            if (!here.isNumbered || !next.isNumbered || next.stem != here.stem || next.number >= here.number)
                break;
            here = next;
        }
        std::reverse(first, last);
        first = last;
    }
}

} // namespace lanescope::timeline
