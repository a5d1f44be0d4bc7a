// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSet>
#include <QStyle>
#include <QTest>

#include <array>
#include <cmath>

using namespace lanescope;
using namespace lanescope::theme;
using store::State;

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// Complete dichromacy in linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
// Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.
constexpr Matrix kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

std::array<double, 3> seenAs(const QColor& colour, const Matrix& eye)
{
    const std::array<double, 3> in{linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
    std::array<double, 3> out{};
    for (std::size_t i = 0; i < 3; ++i)
        out[i] = std::clamp(eye[i][0] * in[0] + eye[i][1] * in[1] + eye[i][2] * in[2], 0.0, 1.0);
    return out;
}

// CIE L*a*b* under D65, from linear sRGB.
std::array<double, 3> lab(const std::array<double, 3>& rgb)
{
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
    const double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
    const double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double difference(const QColor& a, const QColor& b, const Matrix& eye)
{
    const auto one = lab(seenAs(a, eye));
    const auto two = lab(seenAs(b, eye));
    return std::hypot(one[0] - two[0], one[1] - two[1], one[2] - two[2]);
}

// States that can stand side by side on a row.
const std::array<std::pair<State, State>, 4> kGroups{{{State::Running, State::OtherWait},
                                                      {State::Held, State::HeldShared},
                                                      {State::Task, State::Task},
                                                      {State::RequestQueued, State::RequestParse}}};

QPalette paletteOf(bool dark)
{
    return paletteFor(dark ? darkColours() : lightColours());
}

QImage painted(State state, qreal scale, int size)
{
    QImage image(size, size, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.fillRect(image.rect(), stateBrush(state, paletteOf(true), scale));
    return image;
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyStateHasItsOwnName();
    void everyWaitIsHatched();
    void statesAreToldApartByEveryEye_data();
    void statesAreToldApartByEveryEye();
    void laneColoursAreToldApartFromEachOther();
    void barsStandOutFromTheirBackground_data();
    void barsStandOutFromTheirBackground();
    void textIsReadable_data();
    void textIsReadable();
    void textOnBarsIsReadable_data();
    void textOnBarsIsReadable();
    void hatchIsCrispAtEveryScale_data();
    void hatchIsCrispAtEveryScale();
    void solidBrushHasNoTexture();
    void paletteDecidesTheColours();
    void switchingReachesWidgets();
    void systemFollowsTheDesktop();
    void styleSheetHasEveryColour();
};

void TestTheme::everyStateHasItsOwnName()
{
    QSet<QString> names;
    for (std::size_t i = 0; i < store::kStateCount; ++i)
        names.insert(stateName(static_cast<State>(i)));
    QCOMPARE(names.size(), qsizetype(store::kStateCount));
    QVERIFY(!names.contains(QString()));
}

void TestTheme::everyWaitIsHatched()
{
    for (const State state : {State::Ready, State::LockWait, State::ConditionWait, State::SemaphoreWait,
                              State::QueuePutWait, State::QueueGetWait, State::JoinWait, State::OtherWait})
        QVERIFY2(stateIsHatched(state), qPrintable(stateName(state)));
    for (const State state : {State::Running, State::Sleep, State::Held, State::HeldContended})
        QVERIFY2(!stateIsHatched(state), qPrintable(stateName(state)));
}

void TestTheme::statesAreToldApartByEveryEye_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("eye");
    for (const bool dark : {true, false}) {
        QTest::addRow("%s, normal", dark ? "dark" : "light") << dark << 0;
        QTest::addRow("%s, protanopia", dark ? "dark" : "light") << dark << 1;
        QTest::addRow("%s, deuteranopia", dark ? "dark" : "light") << dark << 2;
    }
}

void TestTheme::statesAreToldApartByEveryEye()
{
    QFETCH(bool, dark);
    QFETCH(int, eye);
    const Matrix& matrix = eye == 0 ? kNormal : eye == 1 ? kProtanopia : kDeuteranopia;
    const QPalette palette = paletteOf(dark);
    constexpr double kPlain = 12; // well over the 2.3 that is just noticeable side by side
    for (const auto& [first, last] : kGroups) {
        for (int a = static_cast<int>(first); a <= static_cast<int>(last); ++a) {
            for (int b = a + 1; b <= static_cast<int>(last); ++b) {
                const auto one = static_cast<State>(a);
                const auto two = static_cast<State>(b);
                const double distance = difference(stateColour(one, palette), stateColour(two, palette), matrix);
                QVERIFY2(distance >= kPlain || statePattern(one) != statePattern(two),
                         qPrintable(stateName(one) + QStringLiteral(" / ") + stateName(two) + QStringLiteral(": ") +
                                    QString::number(distance)));
            }
        }
    }
}

void TestTheme::laneColoursAreToldApartFromEachOther()
{
    for (std::uint32_t i = 0; i < 8; ++i) {
        QCOMPARE(laneColour(i, paletteOf(true)), laneColour(i + 8, paletteOf(true)));
        for (std::uint32_t k = i + 1; k < 8; ++k)
            QVERIFY(difference(laneColour(i, paletteOf(true)), laneColour(k, paletteOf(true)), kNormal) > 12);
    }
}

void TestTheme::barsStandOutFromTheirBackground_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

void TestTheme::barsStandOutFromTheirBackground()
{
    QFETCH(bool, dark);
    const QPalette palette = paletteOf(dark);
    const QColor row = coloursOf(palette).row;
    for (std::size_t i = 0; i < store::kStateCount; ++i) {
        const auto state = static_cast<State>(i);
        const double ratio = contrast(stateColour(state, palette), row);
        QVERIFY2(ratio >= 1.6, qPrintable(stateName(state) + QString::number(ratio)));
    }
    // The two that must never be missed.
    QVERIFY(contrast(stateColour(State::LockWait, palette), row) >= 3);
    QVERIFY(contrast(stateColour(State::HeldContended, palette), row) >= 3);
}

void TestTheme::textIsReadable_data()
{
    barsStandOutFromTheirBackground_data();
}

void TestTheme::textIsReadable()
{
    QFETCH(bool, dark);
    const Colours& colours = dark ? darkColours() : lightColours();
    for (const QColor& background : {colours.canvas, colours.row, colours.panel, colours.raised}) {
        QVERIFY(contrast(colours.text, background) >= 7);
        QVERIFY(contrast(colours.textSecondary, background) >= 4.5);
        QVERIFY2(contrast(colours.textFaint, background) >= 3.5, qPrintable(background.name()));
        QVERIFY2(contrast(colours.accent, background) >= 4.4, qPrintable(background.name()));
    }
    QVERIFY(contrast(colours.accentText, colours.accent) >= 4.5);
    QVERIFY(contrast(colours.alarmText, colours.alarm) >= 3);
}

void TestTheme::textOnBarsIsReadable_data()
{
    barsStandOutFromTheirBackground_data();
}

void TestTheme::textOnBarsIsReadable()
{
    QFETCH(bool, dark);
    const QPalette palette = paletteOf(dark);
    for (std::size_t i = 0; i < store::kStateCount; ++i) {
        const QColor bar = stateColour(static_cast<State>(i), palette);
        QVERIFY2(contrast(textOn(bar), bar) >= 4.4, qPrintable(bar.name()));
    }
}

void TestTheme::hatchIsCrispAtEveryScale_data()
{
    QTest::addColumn<double>("scale");
    for (const double scale : {1.0, 1.25, 1.5, 2.0})
        QTest::addRow("%.2f", scale) << scale;
}

// Crisp: the pattern repeats after a whole number of device pixels, about seven on an unscaled screen, and
// has both its full colours.
void TestTheme::hatchIsCrispAtEveryScale()
{
    QFETCH(double, scale);
    for (const State state :
         {State::LockWait, State::ConditionWait, State::SemaphoreWait, State::JoinWait, State::OtherWait}) {
        const QImage image = painted(state, scale, 64);
        int period = 0;
        for (int candidate = 1; candidate <= 24 && period == 0; ++candidate) {
            bool repeats = true;
            for (int y = 0; y < 32 && repeats; ++y) {
                for (int x = 0; x < 32 && repeats; ++x)
                    repeats = image.pixel(x, y) == image.pixel(x + candidate, y) &&
                              image.pixel(x, y) == image.pixel(x, y + candidate);
            }
            if (repeats)
                period = candidate;
        }
        QVERIFY(period > 0);
        QVERIFY(std::abs(period - 7 * scale) <= 0.51);
        QSet<QRgb> colours;
        for (int i = 0; i < 64 * 64; ++i)
            colours.insert(image.pixel(i % 64, i / 64));
        QVERIFY(colours.contains(stateColour(state, paletteOf(true)).rgb()));
        QVERIFY2(colours.size() <= 8, qPrintable(QString::number(colours.size())));
        QVERIFY(colours.size() >= 2);
    }
}

void TestTheme::solidBrushHasNoTexture()
{
    QCOMPARE(stateBrush(State::Running, paletteOf(true)).style(), Qt::SolidPattern);
    QCOMPARE(stateBrush(State::LockWait, paletteOf(true)).style(), Qt::TexturePattern);
    QVERIFY(goneBrush(paletteOf(false), 1).style() == Qt::TexturePattern);
}

void TestTheme::paletteDecidesTheColours()
{
    QVERIFY(coloursOf(paletteOf(true)).isDark);
    QVERIFY(!coloursOf(paletteOf(false)).isDark);
    QVERIFY(stateColour(State::Sleep, paletteOf(true)) != stateColour(State::Sleep, paletteOf(false)));
    QVERIFY(stateBrush(State::OtherWait, paletteOf(true)) != stateBrush(State::OtherWait, paletteOf(false)));
}

void TestTheme::switchingReachesWidgets()
{
    applyTheme(*qApp, ThemeMode::Dark);
    QPushButton button;
    button.show();
    QVERIFY(QTest::qWaitForWindowExposed(&button));
    QVERIFY(coloursOf(button.palette()).isDark);
    const auto styleName = QApplication::style()->name();
    applyTheme(*qApp, ThemeMode::Light);
    QTRY_VERIFY(!coloursOf(button.palette()).isDark);
    QCOMPARE(button.palette().color(QPalette::Highlight), lightColours().accent);
    QCOMPARE(QApplication::style()->name(), styleName);
}

void TestTheme::systemFollowsTheDesktop()
{
    QApplication::setPalette(QPalette());
    const bool desktopIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    applyTheme(*qApp, desktopIsDark ? ThemeMode::Light : ThemeMode::Dark);
    applyTheme(*qApp, ThemeMode::System);
    QCOMPARE(coloursOf(QApplication::palette()).isDark, desktopIsDark);
}

void TestTheme::styleSheetHasEveryColour()
{
    for (const Colours* colours : {&darkColours(), &lightColours()}) {
        const QString sheet = styleSheet(*colours);
        QVERIFY(!sheet.contains(u'@'));
        QVERIFY(sheet.contains(colours->accent.name()));
        QVERIFY(!sheet.contains(QStringLiteral(": ;")));
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
