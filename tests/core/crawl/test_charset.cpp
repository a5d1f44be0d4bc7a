// SPDX-License-Identifier: GPL-3.0-or-later
// From bytes to UTF-8: labels, the order of the HTML standard, decoding piece by piece.
#include "core/crawl/pages/charset_decoder.h"
#include "core/crawl/pages/charset_labels.h"
#include "core/crawl/pages/charset_sniffer.h"
#include "core/crawl/pages/meta_charset.h"
#include "core/crawl/pages/utf8_check.h"

#include <QStringDecoder>
#include <QTest>

#include <random>

using namespace lanescope::crawl;

namespace {

std::string decoded(const std::string& encoding, std::string_view bytes, std::size_t piece)
{
    CharsetDecoder decoder(encoding);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        decoder.decode(bytes.substr(at, piece), out);
    decoder.finish(out);
    return out;
}

} // namespace

class TestCharset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsMeanTheirEncoding_data();
    void labelsMeanTheirEncoding();
    void contentTypes_data();
    void contentTypes();
    void metaIsFound_data();
    void metaIsFound();
    void orderIsTheStandards_data();
    void orderIsTheStandards();
    void asksForMoreOnlyWhileItMustWait();
    void guessesWhatNobodySays();
    void decodesInAnyPieces_data();
    void decodesInAnyPieces();
    void unknownEncodingIsReadAsWindows1252();
    void utf8AgreesWithQt();
    void everyEncodingIsThere();
};

void TestCharset::labelsMeanTheirEncoding_data()
{
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("encoding");
    const auto row = [](const char* label, const char* encoding) {
        QTest::newRow(label) << QByteArray(label) << QByteArray(encoding);
    };
    row("UTF-8", "UTF-8");
    row(" utf8\n", "UTF-8");
    row("iso-8859-1", "CP1252");
    row("us-ascii", "CP1252");
    row("gb2312", "GB18030");
    row("Shift_JIS", "CP932");
    row("euc-kr", "UHC");
    row("utf-16", "UTF-16LE");
    row("klingon", "");
    row("", "");
    row("utf 8", "");
}

void TestCharset::labelsMeanTheirEncoding()
{
    QFETCH(QByteArray, label);
    QTEST(QByteArray::fromStdString(encodingOfLabel(label.toStdString())), "encoding");
}

void TestCharset::contentTypes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("charset");
    const auto row = [](const char* type, const char* charset) {
        QTest::newRow(type) << QByteArray(type) << QByteArray(charset);
    };
    row("text/html; charset=\"UTF-8\"", "utf-8");
    row("text/html;charset=koi8-r; x=y", "koi8-r");
    row("text/html; CHARSET = 'latin1'", "latin1");
    row("text/html; charsetx; charset=a", "a");
    row("text/html; charset=\"open", "");
    row("text/html", "");
    row("text/html; charset=", "");
    row("text/html; charset", "");
    row("", "");
}

void TestCharset::contentTypes()
{
    QFETCH(QByteArray, type);
    QTEST(QByteArray::fromStdString(charsetOf(type.toStdString())), "charset");
}

void TestCharset::metaIsFound_data()
{
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<QByteArray>("encoding");
    const auto row = [](const char* html, const char* encoding) {
        QTest::newRow(html) << QByteArray(html) << QByteArray(encoding);
    };
    row("<meta charset=koi8-r>", "KOI8-R");
    row("<META CharSet='KOI8-R'/>", "KOI8-R");
    row("<meta/charset=\"koi8-r\">", "KOI8-R");
    row("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "KOI8-R");
    row("<meta content='text/html; charset=koi8-r' http-equiv='content-type'>", "KOI8-R");
    row("<meta content='text/html; charset=koi8-r'>", "");
    row("<meta name=x content='text/html; charset=koi8-r'>", "");
    row("<meta http-equiv=refresh content='0; charset=koi8-r'>", "");
    row("<!-- <meta charset=koi8-r> --><meta charset=utf-8>", "UTF-8");
    row("<!--><meta charset=koi8-r>", "KOI8-R");
    row("<p title='<meta charset=koi8-r>'><meta charset=utf-8>", "UTF-8");
    row("</p title='<meta charset=koi8-r>'><meta charset=utf-8>", "UTF-8");
    row("<!x <meta charset=koi8-r><meta charset=utf-8>", "UTF-8");
    row("<?xml encoding='koi8-r'?><meta charset=utf-8>", "UTF-8");
    row("<metal charset=koi8-r>", "");
    row("<meta charset=klingon><meta charset=koi8-r>", "KOI8-R");
    row("<meta charset=utf-16>", "UTF-8");
    row("<meta charset=x-user-defined>", "CP1252");
    row("<meta charset=utf-8 charset=koi8-r>", "UTF-8");
    row("<meta charset", "");
    row("<meta charset=", "");
    row("<meta ", "");
    row("<", "");
    row("", "");
}

void TestCharset::metaIsFound()
{
    QFETCH(QByteArray, html);
    QTEST(QByteArray::fromStdString(metaCharset(html.toStdString())), "encoding");
}

void TestCharset::orderIsTheStandards_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<int>("source");
    const auto row = [](const char* name, const QByteArray& start, const char* type, const char* encoding,
                        CharsetSource source) {
        QTest::newRow(name) << start << QByteArray(type) << QByteArray(encoding) << static_cast<int>(source);
    };
    using enum CharsetSource;
    row("mark", "\xef\xbb\xbf<meta charset=koi8-r>", "text/html; charset=big5", "UTF-8", ByteOrderMark);
    row("mark, two bytes", "\xfe\xff\x00<", "text/html; charset=big5", "UTF-16BE", ByteOrderMark);
    row("http", "<meta charset=koi8-r>", "text/html; charset=big5", "BIG5-HKSCS", Http);
    row("meta", "<meta charset=koi8-r>", "text/html; charset=klingon", "KOI8-R", Meta);
    row("ascii", "<p>abc", "", "UTF-8", Guess);
    row("utf-8", "<p>\xc3\xa4", "", "UTF-8", Guess);
    row("utf-8, cut off", "<p>\xc3\xa4 \xe6\x97", "", "UTF-8", Guess);
    row("nothing", "", "", "UTF-8", Guess);
    row("no clue", "\xe4 x", "", "CP1252", Guess);
}

void TestCharset::orderIsTheStandards()
{
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, type);
    const auto charset = sniffCharset(start.toStdString(), type.toStdString(), true);
    QVERIFY(charset.has_value());
    QTEST(QByteArray::fromStdString(charset->encoding), "encoding");
    QTEST(static_cast<int>(charset->source), "source");
    QCOMPARE(charset->markBytes > 0, charset->source == CharsetSource::ByteOrderMark);
}

void TestCharset::asksForMoreOnlyWhileItMustWait()
{
    const std::string named = "text/html; charset=big5";
    QVERIFY(!sniffCharset("\xef\xbb", named, false));
    QVERIFY(sniffCharset("<p>", named, false));
    QVERIFY(sniffCharset("\xef\xbb", named, true));
    QVERIFY(!sniffCharset("<meta charset", {}, false));
    QVERIFY(sniffCharset("<meta charset=big5>", {}, false));
    QVERIFY(!sniffCharset(std::string(kGuessBytes - 1, 'x'), {}, false));
    QVERIFY(sniffCharset(std::string(kGuessBytes, 'x'), {}, false));
    // A <meta> beyond what the standard looks at does not count.
    const auto late = sniffCharset(std::string(kPrescanBytes, ' ') + "<meta charset=big5>", {}, true);
    QVERIFY(late && late->source == CharsetSource::Guess);
}

void TestCharset::guessesWhatNobodySays()
{
    const QString text = QStringLiteral("Это страница на русском языке, и никто не сказал, в какой кодировке она. ");
    std::string windows1251;
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        windows1251 += static_cast<char>(code >= 0x410 && code < 0x450 ? code - 0x410 + 0xc0 : code);
    }
    const auto charset = sniffCharset("<html><p>" + windows1251, "text/html", true);
    QCOMPARE(QByteArray::fromStdString(charset->encoding), QByteArray("CP1251"));
    QVERIFY(charset->source == CharsetSource::Guess);
}

void TestCharset::decodesInAnyPieces_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* encoding, const QByteArray& bytes, const char* text) {
        QTest::newRow(name) << QByteArray(encoding) << bytes << QByteArray(text);
    };
    row("ascii", "UTF-8", "plain", "plain");
    row("utf-8", "UTF-8", "a\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80z", "a\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80z");
    row("utf-8, wrong", "UTF-8", "a\xff\xc3z", "a\xef\xbf\xbd\xef\xbf\xbdz");
    row("utf-8, cut off", "UTF-8", "a\xe6\x97", "a\xef\xbf\xbd");
    row("latin", "CP1252", "\xe4\x80", "\xc3\xa4\xe2\x82\xac");
    row("cyrillic", "KOI8-R", "\xd0\xd2\xc9\xd7\xc5\xd4", "привет");
    row("shift-jis", "CP932", "\x93\xfa\x96\x7b", "日本");
    row("shift-jis, wrong", "CP932", "\x93\xfa\xff\xff\x96\x7b", "日\xef\xbf\xbd\xef\xbf\xbd本");
    row("gb18030", "GB18030", "\xc4\xe3\x81\x30\x84\x36", "你\xc2\xa5");
    row("utf-16", "UTF-16LE", QByteArray("a\0\xe5\x65\x3d\xd8\x00\xde", 8), "a日\xf0\x9f\x98\x80");
    row("utf-16, half", "UTF-16LE", QByteArray("a\0\xe5", 3), "a\xef\xbf\xbd");
    row("state", "ISO-2022-JP", "\x1b$BF|K\\\x1b(Bz", "日本z");
}

void TestCharset::decodesInAnyPieces()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    for (std::size_t piece = 1; piece <= static_cast<std::size_t>(bytes.size()); ++piece)
        QCOMPARE(QByteArray::fromStdString(decoded(encoding.toStdString(), bytes.toStdString(), piece)), text);
}

void TestCharset::unknownEncodingIsReadAsWindows1252()
{
    QCOMPARE(decoded("NO-SUCH", "\xe4", 1), std::string("\xc3\xa4"));
}

void TestCharset::utf8AgreesWithQt()
{
    std::mt19937 random(3629);
    int valid = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string bytes;
        for (auto length = random() % 6; length > 0; --length) {
            static constexpr unsigned char kBytes[] = {0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2,
                                                       0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
            bytes += static_cast<char>(kBytes[random() % std::size(kBytes)]);
        }
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
        const bool expected = !decoder.hasError();
        QCOMPARE(validUtf8Length(bytes) == bytes.size(), expected);
        valid += expected;
        // Whatever was in it, what comes out is UTF-8.
        const std::string out = decoded("UTF-8", bytes, 1 + random() % 3);
        QCOMPARE(validUtf8Length(out), out.size());
        QCOMPARE(out == bytes, expected);
    }
    QVERIFY(valid > 1000);
}

void TestCharset::everyEncodingIsThere()
{
    // One label of each row of the standard's table; a wrong name for iconv would be read as windows-1252.
    for (const char* label :
         {"cp866",        "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",     "iso-8859-6",
          "iso-8859-7",   "iso-8859-8",   "iso-8859-10",  "iso-8859-13",  "iso-8859-14",    "iso-8859-16",
          "koi8-r",       "koi8-u",       "macintosh",    "windows-874",  "windows-1250",   "windows-1251",
          "windows-1253", "windows-1255", "windows-1256", "windows-1257", "x-mac-cyrillic", "gbk",
          "big5",         "euc-jp",       "shift_jis",    "euc-kr",       "utf-16be",       "utf-16le"}) {
        std::string differing;
        for (int high = 0xa1; high < 0xff; ++high)
            differing.append(1, static_cast<char>(high)).append(1, static_cast<char>(high));
        QVERIFY2(decoded(encodingOfLabel(label), differing, 64) != decoded("CP1252", differing, 64), label);
    }
}

QTEST_GUILESS_MAIN(TestCharset)
#include "test_charset.moc"
