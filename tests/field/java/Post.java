// A POST of JSON with each of the media types that are named behind the URL.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class Post {
  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 1; i < arguments.length; ++i) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).header("Content-Type", arguments[i])
          .POST(BodyPublishers.ofString("{\"a\":1}")).build();
      System.out.println(client.send(request, BodyHandlers.discarding()).statusCode());
    }
  }
}
