// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// When a pattern is one. Each is judged over kWindowNs, again every kLookNs of a run, and told only once it was seen at looks
/// that span kPersistsNs: what comes and goes within a second is how programs run.
namespace lanescope::analysis::thresholds {

inline constexpr std::int64_t kWindowNs = 2'000'000'000;
inline constexpr std::int64_t kLookNs = 500'000'000;
inline constexpr std::int64_t kShortestWindowNs =
    1'000'000'000; ///< so young, a run or a knob's new value has no patterns yet
inline constexpr std::int64_t kPersistsNs = 700'000'000;
inline constexpr std::int64_t kGoneAfterNs = 1'200'000'000; ///< not seen for so long: it has left

// One lock is held nearly all the time and several wait for it: the threads run one after the other.
inline constexpr double kSerialisedBusyShare = 0.80;   ///< held, or on its way to a thread that waits
inline constexpr double kSerialisedHeldShare = 0.40;   ///< at least: below, it is the handing over that costs
inline constexpr double kSerialisedWaiters = 2.0;      ///< on average
inline constexpr double kSerialisedSharedHolds = 0.50; ///< at most: readers do not exclude each other

// Handed from waiter to waiter without a break, and free, because the next one is still being woken, as long as held:
// holds are short beside the waits, and what costs is the handing over.
inline constexpr std::uint32_t kConvoyChain = 8;
inline constexpr double kConvoyWaitPerHold = 4.0;
inline constexpr double kConvoyHeldShare = 0.60; ///< at most
inline constexpr double kConvoyWaitedShare = 0.60;
inline constexpr double kConvoyHandedOver = 0.50; ///< of all holds: else most are those of threads that come first

// Of those woken most find nothing to do.
inline constexpr double kHerdFutileShare = 0.50;
inline constexpr std::uint64_t kHerdWakeUps = 20;  ///< in the window
inline constexpr double kHerdFollowedShare = 0.50; ///< of them, at least, was waited for within the window

// All who woke each other at a condition wait at it, and nobody else ever woke anybody there.
inline constexpr std::int64_t kLostWakeUpNs = 2'000'000'000; ///< that the last of them has waited
inline constexpr std::size_t kLostWakeUpWakeUps = 2;         ///< by each other, before

// Readers come and go while a writer waits.
inline constexpr double kStarvationHeldShare = 0.80;
inline constexpr double kStarvationSharedHolds = 0.95; ///< readers' part of it
inline constexpr std::int64_t kStarvationWaitNs = 300'000'000;
inline constexpr std::uint64_t kStarvationReads = 20;

// The owner of a lock that others wait for is ready to run, and another thread of the run has its CPU.
inline constexpr double kInversionReadyShare = 0.50;     ///< of the time in which it is held while others wait
inline constexpr double kInversionContendedShare = 0.15; ///< of the window
inline constexpr std::int64_t kInversionHoldNs = 2'000'000;
inline constexpr double kInversionOthersRan = 0.30; ///< on its CPU, by the time in which the owner was ready

// Held during a sleep or I/O while others wait.
inline constexpr double kLongHoldIdleShare = 0.50;     ///< of the time in which it is held while others wait
inline constexpr double kLongHoldWindowShare = 0.30;   ///< of the window, the owner idle and others waiting
inline constexpr std::int64_t kLongHoldNs = 5'000'000; ///< of a hold in which others wait, on average

// Waiting for a spin lock costs a CPU.
inline constexpr double kBusyWaitCpus = 0.30;

// A counter called "progress" stands nearly still while threads compute.
inline constexpr double kLivelockCpus = 0.50; ///< that they would keep busy, were there CPUs enough
inline constexpr double kLivelockProgressPerS = 1.0;

// More threads want to run than there are CPUs, and wait for one.
inline constexpr double kOversubscribedReadyPerRunning = 0.20;
inline constexpr double kOversubscribedThreadsPerCpu = 1.25; ///< that would run, were there CPUs enough

// Of threads that meet at a barrier, or for whose results or whose ends somebody waits, one works much longer than the
// mean; with whole tasks, much longer than their number explains.
inline constexpr double kImbalanceSlowestPerMean = 1.5;
inline constexpr double kImbalanceRoundsShare = 0.10; ///< of the window, which the slowest worked in rounds
inline constexpr std::uint64_t kImbalanceWaits = 6;

// The queue before a stage is full and somebody waits for room, the one behind it is not.
inline constexpr double kBottleneckFullShare = 0.50;
inline constexpr double kBottleneckPutters = 0.10;    ///< who wait for room, on average
inline constexpr double kBottleneckBehindFill = 0.50; ///< mean depth by capacity, at most
inline constexpr std::uint64_t kBottleneckGets = 10;
inline constexpr double kBottleneckAlwaysFullShare = 0.95;    ///< of the window: then so many are enough:
inline constexpr std::uint64_t kBottleneckGetsAlwaysFull = 2; ///< it works, and is not merely stuck

// An unbounded queue that is deeper in each quarter of the window than in the one before.
inline constexpr double kGrowingItems = 20;

// Requests to other hosts wait for one of the places that all share, and one host has nearly all of them.
inline constexpr double kDomainWireShare = 0.80; ///< of the time on the wire
inline constexpr double kDomainSlotShare = 0.50; ///< held for a place, of all that those to other hosts are held

// Of the time that requests of a crawl are held before they are sent.
inline constexpr double kDelayShare = 0.60; ///< held for the delay, of all
inline constexpr std::int64_t kDelayMeanNs = 20'000'000;
inline constexpr std::uint64_t kCrawlRequests = 5; ///< in the window

// An event loop is late to what was due, though its process got a CPU.
inline constexpr double kLoopLagMs = 50;      ///< again and again
inline constexpr double kLoopLagOnceMs = 500; ///< even if only once

// Words or locks on one cache line, written to by different threads on different CPUs at the same time. A write to a
// line that another CPU had last costs 50 to 100 ns: from here on each of them costs 5 % of a CPU.
inline constexpr double kFalseSharingWritesPerS = 1e6;  ///< to each of both; a lock counts when taken and when let go
inline constexpr std::size_t kFalseSharingSlices = 20;  ///< that the window is cut into
inline constexpr double kFalseSharingSliceShare = 0.5;  ///< of them both were written to so often
inline constexpr double kFalseSharingSameWriters = 0.5; ///< of both, at most: else they are used together

} // namespace lanescope::analysis::thresholds
