// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/json_text.h"

#include <QString>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lanescope::session {
namespace {

void appendEscaped(std::string& out, char c)
{
    constexpr char kHex[] = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
        out += c;
        return;
    }
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
}

} // namespace

std::string jsonString(std::string_view text)
{
    const bool ascii = std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
    const std::string valid =
        ascii ? std::string(text) : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toStdString();
    std::string out = "\"";
    for (const char c : valid)
        appendEscaped(out, c);
    return out += '"';
}

std::string jsonNumber(double value)
{
    char text[32];
    const auto result = std::to_chars(text, text + sizeof text, std::isfinite(value) ? value : 0.0);
    return {text, result.ptr};
}

std::string jsonMicroseconds(std::int64_t ns)
{
    std::string text = ns < 0 ? "-" : "";
    const std::uint64_t magnitude = ns < 0 ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
    text += std::to_string(magnitude / 1000);
    const std::string fraction = std::to_string(magnitude % 1000);
    return text + "." + std::string(3 - fraction.size(), '0') + fraction;
}

} // namespace lanescope::session
