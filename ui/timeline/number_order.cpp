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
class Group {
public:
    bool has(std::uint64_t number) const
    {
        return !m_numbers.empty() && number <= m_greatest &&
               std::find(m_numbers.begin(), m_numbers.end(), number) != m_numbers.end();
    }
    void add(std::uint64_t number, std::size_t place)
    {
        m_isInOrder = m_isInOrder && (m_numbers.empty() || number > m_greatest);
        m_greatest = std::max(m_greatest, number);
        m_numbers.push_back(number);
        m_places.push_back(place);
    }
    void putInOrder(std::vector<std::uint32_t>& rows) const
    {
        if (m_isInOrder)
            return;
        std::vector<std::pair<std::uint64_t, std::uint32_t>> byNumber;
        for (std::size_t i = 0; i < m_places.size(); ++i)
            byNumber.emplace_back(m_numbers[i], rows[m_places[i]]);
        std::sort(byNumber.begin(), byNumber.end());
        for (std::size_t i = 0; i < m_places.size(); ++i)
            rows[m_places[i]] = byNumber[i].second;
    }

private:
    std::vector<std::uint64_t> m_numbers;
    std::vector<std::size_t> m_places;
    std::uint64_t m_greatest = 0;
    bool m_isInOrder = true;
};

} // namespace

void orderByNumber(std::vector<std::uint32_t>& rows, const std::function<std::string_view(std::uint32_t)>& nameOf)
{
    std::unordered_map<std::string_view, Group> newest; // by stem
    for (std::size_t place = 0; place < rows.size(); ++place) {
        const NumberedName name = numbered(nameOf(rows[place]));
        if (!name.isNumbered)
            continue;
        Group& group = newest[name.stem];
        if (group.has(name.number)) {
            group.putInOrder(rows);
            group = {};
        }
        group.add(name.number, place);
    }
    for (const auto& [stem, group] : newest)
        group.putInOrder(rows);
}

} // namespace lanescope::timeline
