// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/object_kinds.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <bitset>
#include <functional>
#include <span>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

/// What a thread did to a word or a lock in the range.
struct Share {
    ThreadIndex thread{kNone};
    double writes = 0;
};

/// A word or a lock that is written to often, and by whom.
struct Busy {
    ObjectIndex index{};
    std::uint64_t address = 0;
    std::uint64_t line = 0;
    double writesPerS = 0;
    std::bitset<kFalseSharingSlices> slices; ///< in which it was written to often
    std::vector<Share> shares;               ///< the busiest first
    std::uint16_t cpu = trace::kUnknownCpu;  ///< of the busiest thread
};

bool isWord(const Object& object)
{
    return object.word != nullptr;
}

// Taking a lock writes to it, and so does letting it go.
constexpr double kWritesPerHold = 2;

double writesBefore(const Row& row, std::int64_t timeNs)
{
    const std::size_t told = row.samples.partitionPoint([timeNs](const Sample& s) { return s.timeNs < timeNs; });
    if (told > 0)
        return row.samples[told - 1].value;
    const bool isGone = row.samples.goneCount() > 0 && !row.samples.empty();
    return isGone ? row.samples[0].value : 0;
}

// Those of the blocks that ended in the range.
double writesBy(const Snapshot& snapshot, const WordFigures::Writer& writer, Range range)
{
    const Row& row = snapshot.row(writer.row);
    return writesBefore(row, range.toNs) - writesBefore(row, range.fromNs);
}

double writesTo(const Snapshot& snapshot, const Object& object, Range range)
{
    if (!isWord(object))
        return kWritesPerHold * static_cast<double>(object.log->holds.summary(range.fromNs, range.toNs).count);
    double sum = 0;
    for (const WordFigures::Writer& writer : object.word->writers)
        sum += writesBy(snapshot, writer, range);
    return sum;
}

Range slice(Range range, std::size_t number)
{
    const auto edge = [&](std::size_t i) {
        return range.fromNs + static_cast<std::int64_t>(range.lengthNs() * static_cast<double>(i) /
                                                        static_cast<double>(kFalseSharingSlices));
    };
    return {edge(number), edge(number + 1)};
}

std::vector<Share> sharesOf(const Snapshot& snapshot, const Object& object, Range range)
{
    std::vector<Share> shares;
    if (isWord(object)) {
        for (const WordFigures::Writer& writer : object.word->writers)
            shares.push_back({writer.thread, writesBy(snapshot, writer, range)});
    } else {
        for (const ThreadShare& share : object.log->holds.distribution(range.fromNs, range.toNs).shares)
            shares.push_back({ThreadIndex{share.thread}, kWritesPerHold * static_cast<double>(share.count)});
    }
    std::erase_if(shares, [&](const Share& share) {
        return share.writes <= 0 || static_cast<std::size_t>(share.thread) >= snapshot.threads->size();
    });
    std::ranges::stable_sort(shares, std::greater{}, &Share::writes);
    return shares;
}

std::uint16_t cpuOf(const Snapshot& snapshot, const Object& object, ThreadIndex thread)
{
    if (!isWord(object))
        return knowsRunning(snapshot) ? snapshot.thread(thread).lastCpu : trace::kUnknownCpu;
    return std::ranges::find(object.word->writers, thread, &WordFigures::Writer::thread)->cpu;
}

/// All that is written to often enough, by the cache line on which it lies.
std::vector<Busy> busyOnes(const Snapshot& snapshot, Range range)
{
    std::vector<Busy> busy;
    const double seconds = range.lengthNs() / 1e9;
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (object.address == 0 || (!isWord(object) && (!isOwned(object.kind) || !object.log)))
            continue;
        const double perS = writesTo(snapshot, object, range) / seconds;
        if (perS >= kFalseSharingWritesPerS * kFalseSharingSliceShare)
            busy.push_back({static_cast<ObjectIndex>(i),
                            object.address,
                            object.address / snapshot.recording.cacheLineBytes,
                            perS,
                            {},
                            {}});
    }
    std::ranges::sort(busy, {}, &Busy::address);
    return busy;
}

void lookCloser(const Snapshot& snapshot, Range range, Busy& busy)
{
    const Object& object = snapshot.object(busy.index);
    for (std::size_t i = 0; i < kFalseSharingSlices; ++i) {
        const Range part = slice(range, i);
        busy.slices[i] = writesTo(snapshot, object, part) >= kFalseSharingWritesPerS * part.lengthNs() / 1e9;
    }
    busy.shares = sharesOf(snapshot, object, range);
    if (!busy.shares.empty())
        busy.cpu = cpuOf(snapshot, object, busy.shares.front().thread);
}

// Which part of the writes is by threads that write to the other one as much: of what is used together anyway a line
// of its own for each cures nothing.
double sameWriters(const Busy& a, const Busy& b)
{
    const auto sum = [](const Busy& busy) {
        double all = 0;
        for (const Share& share : busy.shares)
            all += share.writes;
        return all;
    };
    const double allOfA = sum(a);
    const double allOfB = sum(b);
    double same = 0;
    for (const Share& mine : a.shares) {
        const auto theirs = std::ranges::find(b.shares, mine.thread, &Share::thread);
        if (theirs != b.shares.end())
            same += std::min(mine.writes / allOfA, theirs->writes / allOfB);
    }
    return same;
}

bool disturbEachOther(const Snapshot& snapshot, const Busy& a, const Busy& b)
{
    constexpr double kSlices = kFalseSharingSlices;
    if (a.shares.empty() || b.shares.empty() || snapshot.object(a.index).process != snapshot.object(b.index).process)
        return false;
    const bool onTwoCpus = a.cpu != b.cpu && a.cpu != trace::kUnknownCpu && b.cpu != trace::kUnknownCpu;
    const auto together = static_cast<double>((a.slices & b.slices).count());
    return onTwoCpus && together >= kFalseSharingSliceShare * kSlices && sameWriters(a, b) <= kFalseSharingSameWriters;
}

std::string deed(const Snapshot& snapshot, const Busy& busy)
{
    const bool word = isWord(snapshot.object(busy.index));
    const std::string others = busy.shares.size() > 1 ? " and others" : "";
    return threadText(snapshot, busy.shares.front().thread) + others + (word ? " wrote to " : " took ") +
           objectText(snapshot, busy.index) + " " +
           rateText(word ? busy.writesPerS : busy.writesPerS / kWritesPerHold) + " times a second, on CPU " +
           std::to_string(busy.cpu);
}

// Of several on one line the first two stand for all.
std::string sentence(const Snapshot& snapshot, const std::vector<Busy>& line)
{
    std::vector<std::string> names;
    for (const Busy& busy : line)
        names.push_back(objectText(snapshot, busy.index));
    const std::string two = line.size() > 2 ? names[0] + " and " + names[1] : "they";
    return "False sharing between " + listText(names) + ": " + two + " lie " +
           std::to_string(line[1].address - line[0].address) + " bytes apart on one cache line. " +
           deed(snapshot, line[0]) + ", and " + deed(snapshot, line[1]) +
           "; each time the line has to come over from the other CPU. Give each a line of its own.";
}

Finding falseSharing(const Snapshot& snapshot, Range range, const std::vector<Busy>& line)
{
    std::vector<ObjectIndex> objects;
    std::vector<ThreadIndex> threads;
    for (const Busy& busy : line) {
        objects.push_back(busy.index);
        if (const ThreadIndex thread = busy.shares.front().thread; std::ranges::count(threads, thread) == 0)
            threads.push_back(thread);
    }
    return found(FindingKind::FalseSharing, range, sentence(snapshot, line), std::move(objects), std::move(threads));
}

// Of those on one line: the first two that disturb each other, and behind them whoever else is disturbed.
std::vector<Busy> disturbed(const Snapshot& snapshot, std::span<const Busy> line)
{
    std::vector<Busy> all;
    for (const Busy& busy : line) {
        const auto disturbs = [&](const Busy& other) { return disturbEachOther(snapshot, busy, other); };
        if (std::ranges::any_of(line, disturbs))
            all.push_back(busy);
    }
    if (all.size() > 2) {
        const auto partner = std::ranges::find_if(
            all, [&](const Busy& other) { return disturbEachOther(snapshot, all.front(), other); });
        std::rotate(all.begin() + 1, partner, partner + 1);
    }
    return all;
}

} // namespace

void findInCacheLines(const Snapshot& snapshot, Range range, Findings& findings)
{
    std::vector<Busy> busy = busyOnes(snapshot, range);
    for (auto first = busy.begin(); first != busy.end();) {
        const auto last = std::find_if(first, busy.end(), [&](const Busy& other) { return other.line != first->line; });
        const std::span<Busy> line(first, last);
        first = last;
        if (line.size() < 2)
            continue;
        for (Busy& one : line)
            lookCloser(snapshot, range, one);
        if (const std::vector<Busy> all = disturbed(snapshot, line); !all.empty())
            findings.push_back(falseSharing(snapshot, range, all));
    }
}

} // namespace lanescope::analysis::patterns
