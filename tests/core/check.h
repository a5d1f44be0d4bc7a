// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The checks of the Qt-free tests: named cases, CHECK and CHECK_EQ, and a main that runs them all or those named.
// Threads: checks may be made from any thread. A failed check is printed, counted and the case goes on; it is also an
// expression, so `if (!CHECK(p)) return;` stops a case. A case without any check is a failure: it could not have failed.
// Usage: TEST_CASE(fullRingDropsAndCounts) { CHECK_EQ(ring.dropped(), 1); }     ./test_ring --list prints the names,
// ./test_ring fullRingDropsAndCounts runs that one, LANESCOPE_SEED=7 ./test_ring repeats a random run.

// clang-format off: one line for what is one thought
#include <atomic>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lanescope::check {

struct Case {
    const char* name;
    void (*run)();
};
inline std::vector<Case>& cases()
{
    static std::vector<Case> all;
    return all;
}
struct Registrar {
    Registrar(const char* name, void (*run)()) { cases().push_back({name, run}); }
};

inline std::atomic<int> g_checks{0}, g_failures{0}; // of the running case; counted from any thread
inline std::atomic<bool> g_skipped{false};
inline std::mutex g_output; // guards std::cerr, so that lines of two threads do not mix
inline void say(const std::string& line)
{
    const std::lock_guard lock(g_output);
    std::cerr << line << '\n';
}

// Integers that std::cmp_equal takes: size() against a plain literal then compares without a sign warning.
template <typename T, typename... Not>
inline constexpr bool kNoneOf = !(std::same_as<T, Not> || ...);
template <typename T>
concept PlainInteger = std::integral<T> && kNoneOf<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

template <typename T>
std::string shown(const T& value)
{
    std::ostringstream out;
    if constexpr (std::is_enum_v<T>)
        out << +static_cast<std::underlying_type_t<T>>(value);
    else if constexpr (PlainInteger<T>)
        out << +value; // + so that an int8_t is a number, not a letter
    else if constexpr (requires { out << value; })
        out << std::boolalpha << std::setprecision(17) << value;
    else
        out << "(no text form)";
    return out.str();
}

inline bool report(bool ok, const char* file, int line, std::string_view what)
{
    g_checks.fetch_add(1, std::memory_order_relaxed);
    if (ok)
        return true;
    g_failures.fetch_add(1, std::memory_order_relaxed);
    return say(std::string(file) + ':' + std::to_string(line) + ": " + std::string(what)), false;
}

template <typename A, typename B>
bool reportEqual(const A& a, const B& b, const char* file, int line, const std::string_view text)
{
    bool same = false;
    if constexpr (PlainInteger<A> && PlainInteger<B>)
        same = std::cmp_equal(a, b);
    else
        same = (a == b);
    if (same)
        return report(true, file, line, {});
    return report(false, file, line, std::string(text) + "\n    left:  " + shown(a) + "\n    right: " + shown(b));
}

// Seed of this run's random tests: LANESCOPE_SEED or a fresh one; printed once, at the first use.
inline std::uint64_t seed()
{
    static const std::uint64_t value = [] {
        const char* text = std::getenv("LANESCOPE_SEED");
        const std::uint64_t chosen = text ? std::strtoull(text, nullptr, 0) : std::random_device{}();
        return say("LANESCOPE_SEED=" + std::to_string(chosen)), chosen;
    }();
    return value;
}

// Says why the rest of the running case cannot run here; the caller returns after it.
inline void skip(std::string_view why)
{
    g_skipped = true;
    say("skipped: " + std::string(why));
}

inline bool runCase(const Case& test)
{
    g_checks = 0;
    g_failures = 0;
    g_skipped = false;
    try {
        test.run();
    } catch (const std::exception& error) {
        report(false, test.name, 0, std::string("exception: ") + error.what());
    }
    if (g_checks == 0 && !g_skipped)
        report(false, test.name, 0, "the case made no check");
    std::cout << (g_failures == 0 ? (g_skipped ? "skip  " : "pass  ") : "FAIL  ") << test.name << std::endl;
    return g_failures == 0;
}

// All cases, or those whose names are given; a name that no case has is a failure.
inline int runAll(const std::vector<std::string_view>& wanted)
{
    int passed = 0, failed = 0;
    for (const std::string_view name : wanted.empty() ? std::vector<std::string_view>{""} : wanted) {
        bool found = false;
        for (const Case& test : cases())
            if (name.empty() || name == test.name) {
                found = true;
                ++(runCase(test) ? passed : failed);
            }
        if (!found) {
            ++failed;
            say("no case named " + std::string(name) + "; --list prints the names");
        }
    }
    std::cout << passed << " passed, " << failed << " failed" << std::endl;
    return failed == 0 ? 0 : 1;
}

} // namespace lanescope::check

#define TEST_CASE(name)                                                                                                \
    static void name();                                                                                                \
    static const lanescope::check::Registrar name##Case(#name, &name);                                                 \
    static void name()
#define CHECK(...)                                                                                                     \
    lanescope::check::report(static_cast<bool>(__VA_ARGS__), __FILE__, __LINE__, "CHECK(" #__VA_ARGS__ ")")
#define CHECK_EQ(a, b) lanescope::check::reportEqual((a), (b), __FILE__, __LINE__, "CHECK_EQ(" #a ", " #b ")")

// Weak, so that a test made of several source files still has one main.
[[gnu::weak]] int main(int argc, char** argv)
{
    const std::vector<std::string_view> names(argv + (argc > 0), argv + argc);
    if (names.size() != 1 || names[0] != "--list")
        return lanescope::check::runAll(names);
    for (const auto& test : lanescope::check::cases())
        std::cout << test.name << '\n';
}
