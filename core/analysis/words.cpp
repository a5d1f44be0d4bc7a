// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/words.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace lanescope::analysis {
namespace {

using namespace store;

std::string formatted(const char* format, double value)
{
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), format, value);
    return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

// Three digits that matter.
std::string threeDigits(double value)
{
    return formatted(value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f", value);
}

const char* kindText(trace::ObjectKind kind)
{
    using trace::ObjectKind;
    switch (kind) {
    case ObjectKind::Mutex:
        return "a mutex";
    case ObjectKind::RecursiveMutex:
        return "a recursive mutex";
    case ObjectKind::ReadWriteLock:
        return "a read-write lock";
    case ObjectKind::SpinLock:
        return "a spin lock";
    case ObjectKind::TicketLock:
        return "a ticket lock";
    case ObjectKind::ProcessLock:
        return "a process lock";
    case ObjectKind::Semaphore:
        return "a semaphore";
    case ObjectKind::Condition:
        return "a condition";
    case ObjectKind::Queue:
    case ObjectKind::ProcessQueue:
        return "a queue";
    case ObjectKind::Pool:
        return "a pool";
    case ObjectKind::SharedWord:
        return "a shared word";
    default:
        return "an object";
    }
}

} // namespace

std::string durationText(double ns)
{
    if (ns >= 999.5e6)
        return threeDigits(ns / 1e9) + " s";
    if (ns >= 999.5e3)
        return threeDigits(ns / 1e6) + " ms";
    return threeDigits(ns / 1e3) + " µs";
}

std::string momentText(const Snapshot& snapshot, std::int64_t timeNs)
{
    return formatted("%.3f s", snapshot.seconds(timeNs));
}

std::string shareText(double share)
{
    return formatted("%.0f %%", share * 100);
}

std::string countText(std::uint64_t count)
{
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3;)
        digits.insert(at -= 3, 1, ',');
    return digits;
}

std::string rateText(double perS)
{
    if (perS >= 999.5e3)
        return threeDigits(perS / 1e6) + " million";
    return perS >= 9.995e3 ? threeDigits(perS / 1e3) + " thousand" : formatted("%.0f", perS);
}

std::string numberText(double value)
{
    return formatted(std::abs(value) >= 100 ? "%.0f" : "%.1f", value);
}

std::string threadText(const Snapshot& snapshot, ThreadIndex index, bool withProcess)
{
    const Thread& thread = snapshot.thread(index);
    if (!withProcess)
        return thread.name;
    const Process& process = snapshot.process(thread.process);
    if (thread.name == process.name)
        return thread.name + " (" + std::to_string(process.pid) + ")";
    return thread.name + " of " + process.name + " (" + std::to_string(process.pid) + ")";
}

std::string objectText(const Snapshot& snapshot, ObjectIndex index)
{
    const Object& object = snapshot.object(index);
    return object.name.empty() ? kindText(object.kind) : "“" + object.name + "”";
}

std::string spanAt(const Snapshot& snapshot, ThreadIndex thread, std::int64_t timeNs)
{
    const std::vector<RowIndex>& rows = snapshot.thread(thread).taskRows;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (const auto span = snapshot.row(*row).at(timeNs))
            return std::string(snapshot.name(span->subject));
    }
    return {};
}

std::string listText(const std::vector<std::string>& items, std::size_t most)
{
    const std::size_t shown = items.size() > most + 1 ? most : items.size();
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const bool isLast = i + 1 == items.size();
        text += (i == 0 ? "" : isLast ? " and " : ", ") + items[i];
    }
    if (shown < items.size())
        text += " and " + std::to_string(items.size() - shown) + " more";
    return text;
}

} // namespace lanescope::analysis
