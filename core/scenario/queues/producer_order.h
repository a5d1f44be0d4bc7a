// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <unordered_map>

namespace lanescope::scenario {

/// What one producer puts: its items count up.
struct NumberedItem {
    int producer = 0;
    qint64 number = 0;
};

/// Whether the items of each producer come in the order in which it put them, as one consumer sees it. Threads: one.
class ProducerOrder {
public:
    bool isKept(const NumberedItem& item)
    {
        const auto [before, isFirst] = m_latest.try_emplace(item.producer, item.number);
        const bool kept = isFirst || before->second < item.number;
        before->second = item.number;
        return kept;
    }

private:
    std::unordered_map<int, qint64> m_latest; // by producer
};

} // namespace lanescope::scenario
